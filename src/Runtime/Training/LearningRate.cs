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

        return new DecayingRate(
            rate, warmupSteps, totalSteps, floor, warmupFromZero, static progress => 0.5 * (1 + Math.Cos(Math.PI * progress)));
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

    /// <summary>The rate of an update.</summary>
    /// <param name="step">Updates before it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);

        return this.Compute(step);
    }

    private protected abstract double Compute(long step);

    private static void CheckDecay(double rate, int warmupSteps, int totalSteps, double floor)
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
        double rate, int warmupSteps, int totalSteps, double floor, bool warmupFromZero, Func<double, double> shape) : LearningRate
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
