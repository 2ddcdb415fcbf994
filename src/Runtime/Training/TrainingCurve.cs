using System;

namespace Weft;

/// <summary>
/// A run as points for a drawing, never more of them than a drawing shows: when they are full, neighbours become one, and each that follows
/// holds twice as many steps. Takes steps in without allocating.
/// </summary>
internal sealed class TrainingCurve
{
    /// <summary>The most points.</summary>
    public const int Capacity = 1024;

    private readonly TrainingPoint[] _points = new TrainingPoint[Capacity];
    private TrainingPoint _open;
    private int _count;
    private int _stride = 1;

    /// <summary>The points so far, the last of them of fewer steps, perhaps.</summary>
    public ReadOnlySpan<TrainingPoint> Points
    {
        get
        {
            if (_open.Steps == 0)
            {
                return _points.AsSpan(0, _count);
            }

            _points[_count] = _open;

            return _points.AsSpan(0, _count + 1);
        }
    }

    /// <summary>Takes a step in.</summary>
    public void Add(TrainingStep step)
    {
        _open = TrainingPoint.Join(_open, TrainingPoint.Of(step));

        if (_open.Steps < _stride)
        {
            return;
        }

        _points[_count++] = _open;
        _open = default;

        // A place is left for what is not whole yet.
        if (_count == Capacity - 1)
        {
            this.Halve();
        }
    }

    private void Halve()
    {
        _stride *= 2;
        int pairs = _count / 2;
        _open = _count % 2 == 0 ? default : _points[_count - 1];

        for (int pair = 0; pair < pairs; pair++)
        {
            _points[pair] = TrainingPoint.Join(_points[2 * pair], _points[(2 * pair) + 1]);
        }

        _count = pairs;
    }
}

/// <summary>Some steps that follow one another, as sums.</summary>
/// <param name="Step">The last of them.</param>
/// <param name="Steps">How many they are.</param>
/// <param name="Loss">Their losses.</param>
/// <param name="LearningRate">The rate of the last.</param>
/// <param name="GradientNorm">Their gradients' norms.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Seconds">What they took.</param>
internal readonly record struct TrainingPoint(
    long Step, int Steps, double Loss, double LearningRate, double GradientNorm, long Tokens, double Seconds)
{
    public static TrainingPoint Of(TrainingStep step) =>
        new(step.Step, 1, step.Loss, step.LearningRate, step.GradientNorm, step.Tokens, step.Elapsed.TotalSeconds);

    public static TrainingPoint Join(TrainingPoint first, TrainingPoint second) => new(
        second.Step, first.Steps + second.Steps, first.Loss + second.Loss, second.LearningRate, first.GradientNorm + second.GradientNorm,
        first.Tokens + second.Tokens, first.Seconds + second.Seconds);
}
