using System;

namespace Weft;

/// <summary>
/// Training has diverged: a gradient is infinite or NaN. Parameters and optimizer are as they were before the step.
/// </summary>
public sealed class NonFiniteGradientException : ArithmeticException
{
    internal NonFiniteGradientException(long step, string parameter)
        : base(
            $"Step {step}: the gradient of '{parameter}' is infinite or no number; the parameters have not been changed. " +
            $"A lower learning rate, a longer warmup or ClipNorm may help.")
    {
        this.Step = step;
        this.Parameter = parameter;
    }

    /// <summary>The step, counted from 0.</summary>
    public long Step { get; }

    /// <summary>The first parameter whose gradient is not finite.</summary>
    public string Parameter { get; }
}
