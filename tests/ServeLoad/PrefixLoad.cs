using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Weft.Serving;

namespace Weft.ServeLoad;

/// <summary>
/// How soon the first token comes of a prompt that is new, and of one that goes on from another, and what many texts with a common beginning
/// take of the caches: 110 million random weights of 8 bits.
/// </summary>
internal static class PrefixLoad
{
    private const int Rounds = 10;
    private const int Words = 32_000;

    // What a next turn of a chat adds.
    private const int NewTokens = 16;

    private const int TextTokens = 64;

    public static async Task<int> RunAsync(int promptTokens)
    {
        using Workers workers = new();
        using Large model = Large.Initialize(seed: 1);
        using Engine engine = Engine.Create(model, EngineLoad.CreateTokenizer(Words), new EngineSettings { Workers = workers });
        Random random = new(1);
        int[] prompt = Draw(random, promptTokens);
        _ = await TimeAsync(engine, prompt);
        double[] whole = new double[Rounds], rest = new double[Rounds];

        // By turns, because machines do other things too.
        for (int round = 0; round < Rounds; round++)
        {
            prompt = Draw(random, promptTokens);
            whole[round] = await TimeAsync(engine, prompt);
            rest[round] = await TimeAsync(engine, [.. prompt[..^NewTokens], .. Draw(random, NewTokens)]);
        }

        Console.WriteLine(FormattableString.Invariant(
            $"first token of a prompt of {promptTokens} tokens: {whole.Min():F1} ms; where all but {NewTokens} have been read: {rest.Min():F1} ms; the best of {Rounds}"));

        await WriteTogetherAsync(engine, [.. Enumerable.Range(0, engine.Capacity).Select(_ => (int[])[.. prompt[..^NewTokens], .. Draw(random, NewTokens)])]);

        return 0;
    }

    // What texts take of the caches that have most of their prompts in common, once all of them are being written.
    private static async Task WriteTogetherAsync(Engine engine, int[][] prompts)
    {
        int begun = 0, cached = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "weft.cached_positions")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => cached = Volatile.Read(ref begun) == prompts.Length ? Math.Max(cached, value) : 0);
        listener.Start();
        Task texts = Task.WhenAll(prompts.Select(async prompt =>
        {
            bool isFirst = true;

            await foreach (TextPart part in engine.GenerateAsync(new TextRequest { Prompt = prompt, MaxTokens = TextTokens }))
            {
                _ = isFirst ? Interlocked.Increment(ref begun) : 0;
                isFirst = false;
            }
        }));

        while (!texts.IsCompleted)
        {
            listener.RecordObservableInstruments();
            await Task.Delay(5);
        }

        await texts;
        Console.WriteLine(
            $"{prompts.Length} texts of {prompts[0].Length} + {TextTokens} tokens with all but {NewTokens} tokens of their prompts in common take {cached} positions of the caches");
    }

    private static int[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Words))];

    private static async Task<double> TimeAsync(Engine engine, int[] prompt)
    {
        Stopwatch watch = Stopwatch.StartNew();
        double first = 0;

        await foreach (TextPart part in engine.GenerateAsync(new TextRequest { Prompt = [.. prompt], MaxTokens = 1 }))
        {
            first = part.Token is null ? first : watch.Elapsed.TotalMilliseconds;
        }

        return first;
    }
}
