using System;

namespace Weft.Stress.Training;

/// <summary>How a training case is optimized, and the rates of its schedule by their definition.</summary>
/// <param name="Optimizer">The settings.</param>
/// <param name="RateOf">The rate of a step, from 0.</param>
/// <param name="Accumulation">Batches of a step.</param>
/// <param name="IsDecayed">Whether weight decay applies to a parameter of a name.</param>
/// <param name="Threads">Threads to run on.</param>
internal sealed record TrainingSettings(
    AdamW Optimizer, Func<int, double> RateOf, int Accumulation, Func<string, bool> IsDecayed, int Threads)
{
    /// <summary>Draws settings.</summary>
    public static TrainingSettings Draw(Random random)
    {
        (LearningRate rate, Func<int, double> rateOf) = DrawSchedule(random, Math.Pow(10, -4 + (2 * random.NextDouble())), random.Next(1, 8));
        bool excludes = random.Next(2) == 0;
        AdamW optimizer = new()
        {
            LearningRate = rate,
            Beta1 = random.Next(4) == 0 ? 0 : 0.9,
            Beta2 = random.Next(2) == 0 ? 0.98 : 0.999,

            // Above what rounding leaves of a gradient that is zero: otherwise AdamW makes full steps of it, each set of instructions others.
            Epsilon = random.Next(2) == 0 ? 1e-5 : 1e-4,
            WeightDecay = random.Next(3) == 0 ? 0 : 0.2 * random.NextDouble(),
            ExcludeFromDecay = excludes ? ["*.bias", "*_norm.*"] : [],
            ClipNorm = random.Next(2) == 0 ? null : Math.Pow(10, -2 + (3 * random.NextDouble())),
        };

        return new TrainingSettings(
            optimizer, rateOf, random.Next(1, 4), name => !(excludes && (name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("_norm.", StringComparison.Ordinal))),
            random.Next(1, 4));
    }

    private static (LearningRate Rate, Func<int, double> RateOf) DrawSchedule(Random random, double rate, int warmup) => random.Next(6) switch
    {
        0 => (LearningRate.Constant(rate), _ => rate),
        1 => (LearningRate.Constant(rate, warmup), step => rate * Math.Min(1, (double)step / warmup)),
        2 => (LearningRate.Noam(64, warmup, rate), step => rate / 8 * Math.Min(Math.Pow(step + 1, -0.5), (step + 1) * Math.Pow(warmup, -1.5))),
        3 => (
            LearningRate.InverseSquareRoot(rate, warmup, rate / 10),
            step => step < warmup ? (rate / 10) + (0.9 * rate * step / warmup) : rate * Math.Sqrt((double)warmup / step)),
        4 => (
            LearningRate.Cosine(rate, warmup, warmup + 3, rate / 5, warmupFromZero: false),
            step => step < warmup ? rate * (step + 1) / (warmup + 1) : Between(rate, rate / 5, (1 - Math.Cos(Math.PI * Passed(step, warmup))) / 2)),
        _ => (
            LearningRate.Linear(rate, warmup, warmup + 3),
            step => step < warmup ? rate * step / warmup : Between(rate, 0, Passed(step, warmup))),
    };

    private static double Passed(int step, int warmup) => Math.Min(1, (step - warmup) / 3.0);

    private static double Between(double from, double to, double part) => from + ((to - from) * part);
}
