using System;
using System.Globalization;

namespace Weft.Samples;

/// <summary>What a progress display shows.</summary>
/// <param name="Step">Steps so far.</param>
/// <param name="Loss">The training loss, a moving average, in nats per label.</param>
/// <param name="TokensPerSecond">The speed, a moving average.</param>
/// <param name="TimeLeft">The time to the last step at that speed.</param>
internal sealed record TrainingState(long Step, double Loss, double TokensPerSecond, TimeSpan TimeLeft)
{
    /// <summary>Everything but the step, as one short text.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"loss {this.Loss:F4}  {this.TokensPerSecond:N0} tokens/s  {(long)this.TimeLeft.TotalMinutes}:{this.TimeLeft.Seconds:D2} left");
}
