using System;
using System.Diagnostics;

namespace Weft.Samples;

/// <summary>Turns steps into what a reader wants to see of them: both loss and speed are moving averages.</summary>
internal sealed class TrainingMeter(long target)
{
    private const double LossWeight = 0.05;
    private const double TimeWeight = 0.05;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();
    private double _secondsPerStep;
    private double _loss;

    /// <summary>Steps seen.</summary>
    public long Steps { get; private set; }

    /// <summary>Tokens of those steps.</summary>
    public long Tokens { get; private set; }

    /// <summary>The time since the meter was made.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start, _last);

    /// <summary>Takes a step in.</summary>
    public TrainingState Add(TrainingStep step)
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        this.Steps++;
        this.Tokens += step.Tokens;
        _loss = Average(_loss, step.Loss, LossWeight);
        _secondsPerStep = Average(_secondsPerStep, seconds, TimeWeight);

        return new TrainingState(step.Step, _loss, step.Tokens / _secondsPerStep, TimeSpan.FromSeconds((target - step.Step) * _secondsPerStep));
    }

    // The first values count alike, so that the average does not begin with a guess.
    private double Average(double average, double value, double weight) => average + ((value - average) * Math.Max(weight, 1.0 / this.Steps));
}
