using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Weft.Serving;
using Weft.Tokenizers;

namespace Weft.ServeLoad;

/// <summary>Tokens a second of 1, 4 and 16 texts at once, with 110 million random weights of 8 bits.</summary>
internal static class EngineLoad
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(int seconds, int promptTokens)
    {
        using Workers workers = new();
        using Large model = Large.Initialize(seed: 1);
        using Engine engine = Engine.Create(model, CreateTokenizer(model.Description.TargetVocabulary), new EngineSettings { Workers = workers });
        Console.WriteLine($"{model.Description.ParameterCount:N0} parameters, {workers.Count} threads, prompts of {promptTokens} tokens, {seconds} s each");
        await WriteAsync(engine, texts: 16, promptTokens, TimeSpan.FromSeconds(2), new Spread());

        // By turns, because machines do other things too; the best round is the least disturbed one.
        foreach (int texts in Enumerable.Repeat<int[]>([1, 4, 16], Rounds).SelectMany(static counts => counts))
        {
            Spread between = new();
            Stopwatch watch = Stopwatch.StartNew();
            int tokens = await WriteAsync(engine, texts, promptTokens, TimeSpan.FromSeconds(seconds), between);
            Console.WriteLine(FormattableString.Invariant($"{texts,2} at once: {tokens / watch.Elapsed.TotalSeconds,6:F1} tokens/s in all; between tokens of a text {between}"));
        }

        Console.WriteLine($"memory {Environment.WorkingSet / (1 << 20)} MiB");

        return 0;
    }

    // Texts that end are followed by others, until the time is over.
    private static async Task<int> WriteAsync(Engine engine, int texts, int promptTokens, TimeSpan time, Spread between)
    {
        int tokens = 0;
        using CancellationTokenSource source = new(time);

        await Task.WhenAll(Enumerable.Range(0, texts).Select(async i =>
        {
            for (int round = 0; !source.IsCancellationRequested; round++)
            {
                TextRequest request = new()
                {
                    // From the first token on another than before: what has been read is not read again.
                    Prompt = [.. Enumerable.Range(1, promptTokens).Select(place => ((place * (i + 1) * 31) + (round * 7)) % 32_000)],
                    Sampling = new Sampling { Seed = (ulong)((1000 * i) + round) },
                    MaxTokens = 256,
                };
                long last = 0;

                try
                {
                    await foreach (TextPart part in engine.GenerateAsync(request, source.Token))
                    {
                        if (part.Token is not null)
                        {
                            long now = Stopwatch.GetTimestamp();

                            if (last > 0)
                            {
                                between.Add(Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
                            }

                            last = now;
                            _ = Interlocked.Increment(ref tokens);
                        }
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }));

        return tokens;
    }

    // A word for every token.
    internal static Tokenizer CreateTokenizer(int words)
    {
        string folder = Directory.CreateTempSubdirectory("weft-load").FullName;
        string path = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            version = "1.0",
            pre_tokenizer = new { type = "Whitespace" },
            model = new { type = "WordLevel", unk_token = "w0", vocab = Enumerable.Range(0, words).ToDictionary(static i => $"w{i}") },
        }));
        Tokenizer tokenizer = Tokenizer.Load(path);
        Directory.Delete(folder, recursive: true);

        return tokenizer;
    }
}
