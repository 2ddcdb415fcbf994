namespace Weft.Stress.Running;

/// <summary>What became of a case.</summary>
internal enum Verdict
{
    /// <summary>Everything is within its tolerance.</summary>
    Passed,

    /// <summary>Something is not, but neither is the interpreter where everything is moved by 1e-7: the case tells nothing.</summary>
    IllConditioned,

    /// <summary>Something is wrong.</summary>
    Failed,
}

/// <summary>What became of a case, and what there is to say about it.</summary>
/// <param name="Verdict">Which of three.</param>
/// <param name="Detail">What is out of its tolerance and by how much; empty where nothing is.</param>
/// <param name="Worst">The largest error of what was compared, in tolerances.</param>
internal sealed record Outcome(Verdict Verdict, string Detail, double Worst);
