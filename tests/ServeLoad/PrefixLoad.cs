using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Weft.Serving;

namespace Weft.ServeLoad;

/// <summary>How soon the first token comes of a prompt that is new, and of one that goes on from another: 110 million random weights of 8 bits.</summary>
internal static class PrefixLoad
{
    private const int Rounds = 10;
    private const int Words = 32_000;

    // What a next turn of a chat adds.
    private const int NewTokens = 16;

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

        return 0;
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
