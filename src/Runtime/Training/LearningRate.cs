using System;

namespace Weft;

/// <summary>
/// A learning rate that depends on the step. Steps count from 0: the first update uses the rate of step 0. The schedules of Hugging
/// Face start their warmup at zero, so that their first update changes nothing.
/// </summary>
public abstract class LearningRate
{
    private LearningRate()
    {
    }

    /// <summary>A constant rate.</summary>
    public static implicit operator LearningRate(double rate) => Constant(rate);

    /// <summary>Rises from 0 in <paramref name="warmupSteps"/> steps and stays.</summary>
    /// <param name="rate">The rate after the warmup.</param>
    /// <param name="warmupSteps">Steps below the rate; 0 for none.</param>
    public static LearningRate Constant(double rate, int warmupSteps = 0) => new ConstantRate(CheckRate(rate), CheckSteps(warmupSteps));

    /// <summary>
    /// The schedule of Vaswani et al. 2017: factor x modelSize^-0.5 x min(n^-0.5, n x warmupSteps^-1.5), where n = step + 1.
    /// </summary>
    /// <param name="modelSize">d_model.</param>
    /// <param name="warmupSteps">The number of the update with the highest rate, at least 1; 4,000 in the paper.</param>
    /// <param name="factor">Multiplies the whole.</param>
    public static LearningRate Noam(int modelSize, int warmupSteps, double factor = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(modelSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(warmupSteps);

        return new NoamRate(CheckRate(factor) / Math.Sqrt(modelSize), warmupSteps);
    }

    /// <summary>
    /// fairseq's inverse_sqrt: rises along a line from <paramref name="start"/> in <paramref name="warmupSteps"/> steps, then is
    /// rate x sqrt(warmupSteps / step).
    /// </summary>
    /// <param name="rate">The highest rate, that of step <paramref name="warmupSteps"/>.</param>
    /// <param name="warmupSteps">Steps below the rate, at least 1.</param>
    /// <param name="start">The rate of step 0, 0 to <paramref name="rate"/>.</param>
    public static LearningRate InverseSquareRoot(double rate, int warmupSteps, double start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(warmupSteps);

        if (!(start >= 0 && start <= CheckRate(rate)))
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"The start is between 0 and the rate, {rate}.");
        }

        return new InverseSquareRootRate(rate, warmupSteps, start);
    }

    /// <summary>
    /// Rises in <paramref name="warmupSteps"/> steps, falls along half a cosine until <paramref name="totalSteps"/> and stays at
    /// <paramref name="floor"/>. With the defaults this is Hugging Face's schedule; nanoGPT's is the one with
    /// <paramref name="warmupFromZero"/> false: rate x (step + 1) / (warmupSteps + 1) during the warmup.
    /// </summary>
    /// <param name="rate">The rate after the warmup.</param>
    /// <param name="warmupSteps">Steps below the rate; 0 for none.</param>
    /// <param name="totalSteps">The step that first has the floor's rate.</param>
    /// <param name="floor">The lowest rate, 0 to <paramref name="rate"/>.</param>
    /// <param name="warmupFromZero">Whether step 0 of a warmup has rate 0.</param>
    public static LearningRate Cosine(double rate, int warmupSteps, int totalSteps, double floor = 0, bool warmupFromZero = true)
    {
        CheckDecay(rate, warmupSteps, totalSteps, floor);

        return new DecayingRate(rate, warmupSteps, totalSteps, floor, warmupFromZero, HalfCosine);
    }

    /// <summary>
    /// Rises from 0 in <paramref name="warmupSteps"/> steps, falls along a line until <paramref name="totalSteps"/> and stays at
    /// <paramref name="floor"/>.
    /// </summary>
    /// <param name="rate">The rate after the warmup.</param>
    /// <param name="warmupSteps">Steps below the rate; 0 for none.</param>
    /// <param name="totalSteps">The step that first has the floor's rate.</param>
    /// <param name="floor">The lowest rate, 0 to <paramref name="rate"/>.</param>
    public static LearningRate Linear(double rate, int warmupSteps, int totalSteps, double floor = 0)
    {
        CheckDecay(rate, warmupSteps, totalSteps, floor);

        return new DecayingRate(rate, warmupSteps, totalSteps, floor, warmupFromZero: true, static progress => 1 - progress);
    }

    /// <summary>
    /// Rises from 0 in <paramref name="warmupSteps"/> steps, and falls from the rate along half a cosine <paramref name="cycles"/> times
    /// until <paramref name="totalSteps"/>, each time from the whole rate again (Loshchilov and Hutter, "SGDR", 2017, with cycles of one
    /// length).
    /// </summary>
    /// <param name="rate">The rate after the warmup, and at each restart.</param>
    /// <param name="warmupSteps">Steps below the rate; 0 for none.</param>
    /// <param name="totalSteps">The step that first has the floor's rate for good.</param>
    /// <param name="cycles">How often the rate falls, at least once.</param>
    /// <param name="floor">The lowest rate, 0 to <paramref name="rate"/>.</param>
    public static LearningRate CosineWithRestarts(double rate, int warmupSteps, int totalSteps, int cycles, double floor = 0)
    {
        CheckDecay(rate, warmupSteps, totalSteps, floor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cycles);

        return new DecayingRate(
            rate, warmupSteps, totalSteps, floor, warmupFromZero: true, progress => HalfCosine(cycles * progress % 1));
    }

    /// <summary>
    /// Rises from 0 in <paramref name="warmupSteps"/> steps, is floor + (rate - floor) x (1 - progress)^power until
    /// <paramref name="totalSteps"/>, and stays at <paramref name="floor"/>.
    /// </summary>
    /// <param name="rate">The rate after the warmup.</param>
    /// <param name="warmupSteps">Steps below the rate; 0 for none.</param>
    /// <param name="totalSteps">The step that first has the floor's rate.</param>
    /// <param name="power">Above 0; 1 is a line, 2 falls fast at first.</param>
    /// <param name="floor">The lowest rate, 0 to <paramref name="rate"/>.</param>
    public static LearningRate Polynomial(double rate, int warmupSteps, int totalSteps, double power, double floor = 0)
    {
        CheckDecay(rate, warmupSteps, totalSteps, floor);

        if (power is not (> 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(power), power, "The power is finite and above 0.");
        }

        return new DecayingRate(
            rate, warmupSteps, totalSteps, floor, warmupFromZero: true, progress => Math.Pow(1 - progress, power));
    }

    /// <summary>
    /// Rises from 0 in <paramref name="warmupSteps"/> steps, stays for <paramref name="stableSteps"/>, and falls along half a cosine in
    /// <paramref name="decaySteps"/>: what was learned in the stable part can be continued, and decayed at any time (Hu et al., "MiniCPM",
    /// 2024, with Hugging Face's shape of the decay).
    /// </summary>
    /// <param name="rate">The rate after the warmup.</param>
    /// <param name="warmupSteps">Steps below the rate; 0 for none.</param>
    /// <param name="stableSteps">Steps with the rate; 0 for none.</param>
    /// <param name="decaySteps">Steps from the rate to the floor, at least 1; a tenth to a fifth of all are usual.</param>
    /// <param name="floor">The lowest rate, 0 to <paramref name="rate"/>.</param>
    public static LearningRate WarmupStableDecay(double rate, int warmupSteps, int stableSteps, int decaySteps, double floor = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stableSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decaySteps);
        long total = (long)CheckSteps(warmupSteps) + stableSteps + decaySteps;
        CheckDecay(rate, warmupSteps, total, floor);
        double stable = (double)stableSteps / (stableSteps + (long)decaySteps);

        return new DecayingRate(
            rate, warmupSteps, total, floor, warmupFromZero: true, progress => HalfCosine(Math.Max(0, (progress - stable) / (1 - stable))));
    }

    /// <summary>The rate of an update.</summary>
    /// <param name="step">Updates before it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);

        return this.Compute(step);
    }

    private protected abstract double Compute(long step);

    // From 1 to 0 while its argument goes from 0 to 1.
    private static double HalfCosine(double progress) => 0.5 * (1 + Math.Cos(Math.PI * progress));

    private static void CheckDecay(double rate, int warmupSteps, long totalSteps, double floor)
    {
        _ = CheckRate(rate);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(totalSteps, CheckSteps(warmupSteps));

        if (!(floor >= 0 && floor <= rate))
        {
            throw new ArgumentOutOfRangeException(nameof(floor), floor, $"The floor is between 0 and the rate, {rate}.");
        }
    }

    private static double CheckRate(double rate) => double.IsFinite(rate) && rate >= 0
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A learning rate is finite and not negative.");

    private static int CheckSteps(int warmupSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);

        return warmupSteps;
    }

    private sealed class ConstantRate(double rate, int warmupSteps) : LearningRate
    {
        private protected override double Compute(long step) => step < warmupSteps ? rate * step / warmupSteps : rate;
    }

    private sealed class NoamRate(double scale, int warmupSteps) : LearningRate
    {
        private protected override double Compute(long step) =>
            scale * Math.Min(1 / Math.Sqrt(step + 1), (step + 1) * Math.Pow(warmupSteps, -1.5));
    }

    private sealed class InverseSquareRootRate(double rate, int warmupSteps, double start) : LearningRate
    {
        private protected override double Compute(long step) => step < warmupSteps
            ? start + ((rate - start) * step / warmupSteps)
            : rate * Math.Sqrt((double)warmupSteps / step);
    }

    private sealed class DecayingRate(
        double rate, int warmupSteps, long totalSteps, double floor, bool warmupFromZero, Func<double, double> shape) : LearningRate
    {
        private protected override double Compute(long step)
        {
            if (step < warmupSteps)
            {
                return warmupFromZero ? rate * step / warmupSteps : rate * (step + 1) / (warmupSteps + 1);
            }

            if (step >= totalSteps)
            {
                return floor;
            }

            return floor + (shape((double)(step - warmupSteps) / (totalSteps - warmupSteps)) * (rate - floor));
        }
    }
}
