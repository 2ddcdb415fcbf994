using System;
using System.Diagnostics;
using System.Globalization;

namespace Weft.Samples;

/// <summary>One line for each epoch.</summary>
internal sealed class EpochReport
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private TrainingStep _last;
    private double _lossSum;
    private long _steps;

    /// <summary>Takes a step in.</summary>
    public void Add(TrainingStep step)
    {
        _last = step;
        _lossSum += step.Loss;
        _steps++;
    }

    /// <summary>The line, and a new beginning.</summary>
    /// <param name="epoch">Epochs so far.</param>
    /// <param name="heldOut">Of the validation sentences.</param>
    public string Finish(long epoch, Perplexity heldOut)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch}  step {_last.Step}  rate {_last.LearningRate:G4}  training loss {_lossSum / _steps:F4} (smoothed)  gradient norm {_last.GradientNorm:F2}  validation loss {heldOut.MeanLoss:F4}  perplexity {heldOut.Value:F3}  {(long)elapsed.TotalMinutes}:{elapsed.Seconds:D2}");
        _lossSum = 0;
        _steps = 0;

        return line;
    }
}
