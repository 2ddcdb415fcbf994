using System;
using System.Globalization;
using System.Linq;
using Weft.Stress.Running;

namespace Weft.Stress.Samplers;

/// <summary>Random logits, ties among them, and random settings: what a sampler draws against what the settings define.</summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class SamplingRun(StressOptions options, StressReport report)
{
    private const int Draws = 10_000;

    // One of two billion cases that are right is above it.
    private const double MostDeviations = 6;

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();
        string[] unknown = [.. SamplingDefinition.Unknown];

        if (unknown.Length > 0)
        {
            report.Add(options.Seed, new Outcome(Verdict.Failed, $"the definition knows nothing of {string.Join(", ", unknown)}", 0));
        }

        for (int seed = options.Seed; report.GoesOn; seed++)
        {
            report.Add(seed, Check(new Random(seed)));
        }

        return report.Finish();
    }

    private static Outcome Check(Random random)
    {
        float[] logits = DrawLogits(random);
        Sampling sampling = DrawSettings(random, logits.Length);
        int[] prompt = DrawTokens(random, logits.Length);
        int[] text = DrawTokens(random, logits.Length);
        float[] changed = SamplingDefinition.Change(logits, sampling, prompt, text);

        if (SamplingDefinition.IsOpen(changed, sampling))
        {
            return new Outcome(Verdict.IllConditioned, Describe(logits, sampling), 0);
        }

        int[] counts = Draw(logits, sampling, prompt, text);
        double[] probabilities = SamplingDefinition.Probabilities(changed, sampling);
        double deviation = ChiSquare.Deviation(counts, probabilities);

        return deviation <= MostDeviations
            ? new Outcome(Verdict.Passed, "", Math.Max(0, deviation / MostDeviations))
            : new Outcome(Verdict.Failed, $"{Describe(logits, sampling)}\n  drawn {string.Join(' ', counts)}\n  of {string.Join(' ', probabilities.Select(static value => (value * Draws).ToString("0.#", CultureInfo.InvariantCulture)))}", 0);
    }

    // With penalties, a drawn token changes the next: each is drawn by a sampler that has read the prompt and was made to choose the text.
    private static int[] Draw(float[] logits, Sampling sampling, int[] prompt, int[] text)
    {
        int[] counts = new int[logits.Length];
        bool depends = sampling is not { RepetitionPenalty: 1, PresencePenalty: 0, FrequencyPenalty: 0 };
        Sampler sampler = Start(sampling, prompt, text, logits.Length);

        for (int draw = 0; draw < Draws; draw++)
        {
            counts[sampler.Next(logits)]++;
            sampler = depends ? Start(sampling with { Seed = sampling.Seed + (ulong)draw + 1 }, prompt, text, logits.Length) : sampler;
        }

        return counts;
    }

    private static Sampler Start(Sampling sampling, int[] prompt, int[] text, int outputs)
    {
        Sampler sampler = new(sampling, outputs);
        sampler.Read(prompt);

        foreach (int token in text)
        {
            float[] certain = [.. Enumerable.Repeat(float.NegativeInfinity, outputs)];
            certain[token] = 0;
            _ = sampler.Next(certain);
        }

        return sampler;
    }

    private static int[] DrawTokens(Random random, int outputs) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(outputs))];

    // Whole numbers tie often, and a few of all logits never count.
    private static float[] DrawLogits(Random random)
    {
        int count = (int)Math.Pow(300, random.NextDouble());
        bool ties = random.Next(2) == 0;
        double spread = Math.Pow(10, (2 * random.NextDouble()) - 1);
        float[] logits = [.. Enumerable.Range(0, count).Select(_ => ties
            ? random.Next(-3, 4)
            : (float)(spread * ((2 * random.NextDouble()) - 1)))];

        for (int token = 1; token < count; token++)
        {
            logits[token] = random.Next(20) == 0 ? float.NegativeInfinity : logits[token];
        }

        return logits;
    }

    private static Sampling DrawSettings(Random random, int outputs) => new()
    {
        Temperature = random.Next(10) == 0 ? 0 : (float)Math.Pow(10, random.NextDouble() - 0.5),
        TopK = random.Next(2) == 0 ? 0 : random.Next(1, outputs + 2),
        TopP = random.Next(2) == 0 ? 1 : 1 - random.NextSingle(),
        MinP = random.Next(2) == 0 ? 0 : random.NextSingle(),
        RepetitionPenalty = random.Next(3) > 0 ? 1 : 0.5f + random.NextSingle(),
        PresencePenalty = random.Next(3) > 0 ? 0 : random.NextSingle() - 0.5f,
        FrequencyPenalty = random.Next(3) > 0 ? 0 : random.NextSingle() - 0.5f,
        LogitBias = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(outputs)).Distinct().ToDictionary(static token => token, _ => (4 * random.NextSingle()) - 2),
        Seed = (ulong)random.NextInt64(),
    };

    private static string Describe(float[] logits, Sampling sampling) =>
        $"{sampling} of {string.Join(' ', logits.Select(static logit => logit.ToString("R", CultureInfo.InvariantCulture)))}";
}
