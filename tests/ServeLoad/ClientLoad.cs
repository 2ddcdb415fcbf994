using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Weft.ServeLoad;

/// <summary>Clients that read streams one after another: every text of a seed must be the same.</summary>
internal static class ClientLoad
{
    private const int Tokens = 100;
    private const int Kinds = 16;

    public static async Task<int> RunAsync(Uri address, int clients, int seconds)
    {
        using Target target = new(address);
        ConcurrentDictionary<int, string> texts = [];
        Spread between = new();
        Spread first = new();
        int done = 0;
        int errors = 0;
        int different = 0;
        int tokens = 0;
        Console.WriteLine($"memory before {await target.MemoryAsync()}");
        Stopwatch watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (int round = 0; watch.Elapsed.TotalSeconds < seconds; round++)
            {
                int kind = (client + round) % Kinds;

                try
                {
                    (string text, int count) = await ReadAsync(target, kind, first, between);
                    _ = Interlocked.Add(ref tokens, count);
                    _ = Interlocked.Increment(ref done);
                    _ = texts.GetOrAdd(kind, text) == text ? 0 : Interlocked.Increment(ref different);
                }
                catch (Exception exception)
                {
                    _ = Interlocked.Increment(ref errors);
                    Console.WriteLine(exception.Message);
                }
            }
        })));

        double taken = watch.Elapsed.TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"{clients} clients, {taken:F0} s: {done} texts, {tokens / taken:F0} tokens/s, {errors} errors, {different} texts that differ"));
        Console.WriteLine($"first token {first}");
        Console.WriteLine($"between tokens {between}");
        Console.WriteLine($"memory after {await target.MemoryAsync()}");

        return errors + different == 0 && done > 0 ? 0 : 1;
    }

    private static async Task<(string Text, int Tokens)> ReadAsync(Target target, int kind, Spread first, Spread between)
    {
        string prompt = string.Concat(Enumerable.Repeat("The dog ran. ", 1 + kind));
        long last = Stopwatch.GetTimestamp();
        bool isFirst = true;
        StringBuilder text = new();
        int tokens = 0;
        string end = "";
        using HttpResponseMessage response = await target.PostAsync(
            Target.Completions, Target.Json($$$"""{"prompt":"{{{prompt}}}","max_tokens":{{{Tokens}}},"seed":{{{kind}}},"stream":true,"stream_options":{"include_usage":true}}"""));

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }

        await Target.ReadEventsAsync(response, item =>
        {
            end = item;

            if (item != "[DONE]")
            {
                JsonNode part = JsonNode.Parse(item)!;
                tokens = part["usage"]?["completion_tokens"]!.GetValue<int>() ?? tokens;
                _ = text.Append(part["choices"]!.AsArray().FirstOrDefault()?["text"]!.GetValue<string>());
                long now = Stopwatch.GetTimestamp();
                (isFirst ? first : between).Add(Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
                (isFirst, last) = (false, now);
            }
        });

        return end == "[DONE]" ? (text.ToString(), tokens) : throw new HttpRequestException($"The stream ended with {end}.");
    }
}
