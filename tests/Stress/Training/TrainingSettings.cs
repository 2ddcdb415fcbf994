using System;

namespace Weft.Stress.Training;

/// <summary>How a training case is optimized, and the rates of its schedule by their definition.</summary>
/// <param name="Optimizer">The settings.</param>
/// <param name="RateOf">The rate of a step, from 0.</param>
/// <param name="Accumulation">Batches of a step.</param>
/// <param name="DecayOf">The weight decay of a parameter of a name.</param>
/// <param name="FactorOf">What the rate of a parameter of a name is multiplied by.</param>
/// <param name="Threads">Threads to run on.</param>
internal sealed record TrainingSettings(
    AdamW Optimizer, Func<int, double> RateOf, int Accumulation, Func<string, double> DecayOf, Func<string, double> FactorOf, int Threads)
{
    // The rate and the decay of a feed-forward network, where it is a group of its own.
    private const double GroupFactor = 0.5;
    private const double GroupDecay = 0.3;

    /// <summary>Draws settings.</summary>
    public static TrainingSettings Draw(Random random)
    {
        (LearningRate rate, Func<int, double> rateOf) = DrawSchedule(random, Math.Pow(10, -4 + (2 * random.NextDouble())), random.Next(1, 8));
        bool excludes = random.Next(2) == 0;
        bool groups = random.Next(2) == 0;
        AdamW optimizer = new()
        {
            LearningRate = rate,
            Beta1 = random.Next(4) == 0 ? 0 : 0.9,
            Beta2 = random.Next(2) == 0 ? 0.98 : 0.999,

            // Above what rounding leaves of a gradient that is zero: otherwise AdamW makes full steps of it, each set of instructions others.
            Epsilon = random.Next(2) == 0 ? 1e-5 : 1e-4,
            WeightDecay = random.Next(3) == 0 ? 0 : 0.2 * random.NextDouble(),
            ExcludeFromDecay = excludes ? ["*.bias", "*_norm.*"] : [],
            Groups = groups ? [new("*.feed_forward.*") { RateFactor = GroupFactor, WeightDecay = GroupDecay }] : [],
            ClipNorm = random.Next(2) == 0 ? null : Math.Pow(10, -2 + (3 * random.NextDouble())),
        };

        bool IsInGroup(string name) => groups && name.Contains(".feed_forward.", StringComparison.Ordinal);
        bool IsExcluded(string name) => excludes && (name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("_norm.", StringComparison.Ordinal));

        return new TrainingSettings(
            optimizer, rateOf, random.Next(1, 4),
            name => IsExcluded(name) ? 0 : IsInGroup(name) ? GroupDecay : optimizer.WeightDecay,
            name => IsInGroup(name) ? GroupFactor : 1,
            random.Next(1, 4));
    }

    private static (LearningRate Rate, Func<int, double> RateOf) DrawSchedule(Random random, double rate, int warmup) => random.Next(9) switch
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
        5 => (
            LearningRate.CosineWithRestarts(rate, warmup, warmup + 4, cycles: 2),
            step => step < warmup ? rate * step / warmup : step >= warmup + 4 ? 0 : Between(rate, 0, (step - warmup) % 2 * 0.5)),
        6 => (
            LearningRate.Polynomial(rate, warmup, warmup + 3, power: 2, floor: rate / 5),
            step => step < warmup ? rate * step / warmup : (rate / 5) + (0.8 * rate * Math.Pow(1 - Passed(step, warmup), 2))),
        7 => (
            LearningRate.WarmupStableDecay(rate, warmup, 2, 3, rate / 5),
            step => step < warmup ? rate * step / warmup
                : Between(rate, rate / 5, (1 - Math.Cos(Math.PI * Math.Max(0, Passed(step - 2, warmup)))) / 2)),
        _ => (
            LearningRate.Linear(rate, warmup, warmup + 3),
            step => step < warmup ? rate * step / warmup : Between(rate, 0, Passed(step, warmup))),
    };

    private static double Passed(int step, int warmup) => Math.Min(1, (step - warmup) / 3.0);

    private static double Between(double from, double to, double part) => from + ((to - from) * part);
}
