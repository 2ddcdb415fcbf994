namespace Weft.Stress.Running;

/// <summary>What became of a case.</summary>
internal enum Verdict
{
    /// <summary>Everything is within its tolerance.</summary>
    Passed,

    /// <summary>Something is not, but neither is the interpreter where everything is moved by 1e-7: the case tells nothing.</summary>
    IllConditioned,

    /// <summary>It cannot be run on this machine.</summary>
    Skipped,

    /// <summary>Something is wrong.</summary>
    Failed,
}

/// <summary>What became of a case, and what there is to say about it.</summary>
/// <param name="Verdict">Which of them.</param>
/// <param name="Detail">What is out of its tolerance and by how much, or why it was skipped; empty where there is nothing to say.</param>
/// <param name="Worst">The largest error of what was compared, in tolerances.</param>
internal sealed record Outcome(Verdict Verdict, string Detail, double Worst)
{
    /// <summary>Something is wrong.</summary>
    public static Outcome Fail(string detail) => new(Verdict.Failed, detail, 0);

    /// <summary>It cannot be run on this machine.</summary>
    public static Outcome Skip(string reason) => new(Verdict.Skipped, reason, 0);

    /// <summary>Something is wrong, unless there is nothing to say of it.</summary>
    public static Outcome Of(string? problem) => problem is null ? new(Verdict.Passed, "", 0) : Fail(problem);
}
