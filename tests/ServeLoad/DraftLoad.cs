using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Weft.ServeLoad;

/// <summary>
/// What guessing tokens is worth: the time of passes over several tokens of a text with 110 million random weights of 8 bits, a text of them
/// that repeats itself, and how many guesses are right of texts by a model that was trained. One thread, its processor time.
/// </summary>
internal static class DraftLoad
{
    private const int Rounds = 5;
    private const int Steps = 1500;

    private static readonly int[] Sizes = [1, 2, 3, 5, 8];

    public static int Run(int passes)
    {
        if (passes > 0)
        {
            TimePasses(passes);
        }

        WriteTrained();

        return 0;
    }

    private static void TimePasses(int passes)
    {
        using Alone alone = Alone.Initialize(seed: 1);
        using Drafted drafted = Drafted.Initialize(seed: 1);
        using DecoderSession single = alone.StartInference();
        using DecoderSession session = drafted.StartInference();
        Dictionary<string, double> best = [];

        // By turns, because machines do other things too; the best round is the least disturbed one.
        for (int round = 0; round < Rounds; round++)
        {
            Keep(best, "without draft: 7, 1 token", TimePasses(single, 1, passes));

            foreach (int rows in Sizes)
            {
                Keep(best, $"a pass of {rows}", TimePasses(session, rows, passes));
            }

            PromptLookup drafter = new() { MostTokens = 7 };
            Keep(best, "a token, greedily, without draft: 7", TimeText(single, null, passes));
            Keep(best, "a token, greedily", TimeText(session, null, passes));
            Keep(best, "a token that is looked up", TimeText(session, drafter, passes));
            Console.WriteLine($"round {round + 1}: {drafter.AcceptedTokens} of {drafter.DraftedTokens} guesses right");
        }

        foreach ((string what, double milliseconds) in best)
        {
            Console.WriteLine(FormattableString.Invariant($"{what}: {milliseconds:F2} ms"));
        }
    }

    private static void Keep(Dictionary<string, double> best, string what, double milliseconds) =>
        best[what] = Math.Min(milliseconds, best.GetValueOrDefault(what, double.MaxValue));

    // Milliseconds of a pass over so many tokens of a text, behind a hundred.
    private static double TimePasses(DecoderSession session, int rows, int passes)
    {
        int[] slots = new int[rows];
        int[] tokens = [.. Enumerable.Range(1, rows)];
        session.Reset();
        session.Feed([.. Enumerable.Range(1, 100)]);
        session.Feed(slots, tokens);
        TimeSpan start = Spent;

        for (int pass = 0; pass < passes; pass++)
        {
            session.Feed(slots, tokens);
        }

        return (Spent - start).TotalMilliseconds / passes;
    }

    // Milliseconds of a token of a text: the likeliest tokens of random weights are soon the same ones again and again.
    private static double TimeText(DecoderSession session, Drafter? drafter, int passes)
    {
        Generation text = session.Generate([.. Enumerable.Range(1, 100)], Sampling.Greedy, 8 * passes, drafter: drafter);
        TimeSpan start = Spent;
        int tokens = 0;

        foreach (int _ in text)
        {
            tokens++;
        }

        return (Spent - start).TotalMilliseconds / tokens;
    }

    private static void WriteTrained()
    {
        int[] text = [.. File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "input.txt")).Select(static letter => (int)letter)];
        using Workers workers = new(1);
        using Writer writer = Train<Writer>(Writer.Initialize(seed: 1), text, workers);
        using Apprentice apprentice = Train<Apprentice>(Apprentice.Initialize(seed: 1), text, workers);
        using DecoderSession session = writer.StartInference();
        using DecoderSession drafts = apprentice.StartInference();

        foreach (float temperature in (float[])[0, 0.5f, 0.8f, 1])
        {
            Sampling sampling = new() { Temperature = temperature, Seed = 1 };
            Report("token by token", session, sampling, null);
            Report("looked up", session, sampling, new PromptLookup { FewestMatched = 4, MostMatched = 12 });
            Report("by the apprentice", session, sampling, new DraftModel(drafts));
            Report("by the apprentice, two at most", session, sampling, new DraftModel(drafts) { MostTokens = 2 });
        }
    }

    private static TModel Train<TModel>(TModel model, int[] text, Workers workers)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        LearningRate rate = LearningRate.Cosine(4e-3, warmupSteps: 100, totalSteps: Steps);
        using Trainer<TModel> trainer = new(
            model, new AdamW { LearningRate = rate, ClipNorm = 1 }, new TrainerOptions { Workers = workers });

        foreach (TrainingStep step in trainer.Run(new RandomWindows(text, length: 128, sequences: 6, seed: 1), Steps))
        {
            if (step.Step % 500 == 0)
            {
                Console.WriteLine(FormattableString.Invariant($"{model.Description.Name}, {model.Description.ParameterCount:N0} parameters, step {step.Step}: loss {step.Loss:F3}"));
            }
        }

        return model;
    }

    private static void Report(string who, DecoderSession session, Sampling sampling, Drafter? drafter)
    {
        const int Count = 2000;
        TimeSpan start = Spent;
        int tokens = 0;

        foreach (int _ in session.Generate([10], sampling, Count, keep: 64, drafter: drafter))
        {
            tokens++;
        }

        double rate = tokens / (Spent - start).TotalSeconds;
        string guesses = drafter is null ? "" : FormattableString.Invariant(
            $", {drafter.AcceptedTokens} of {drafter.DraftedTokens} guesses right ({(double)drafter.AcceptedTokens / drafter.DraftedTokens:P0})");
        Console.WriteLine(FormattableString.Invariant($"temperature {sampling.Temperature}, {who}: {rate:F0} tokens/s{guesses}"));
    }

    private static TimeSpan Spent => Process.GetCurrentProcess().TotalProcessorTime;
}
