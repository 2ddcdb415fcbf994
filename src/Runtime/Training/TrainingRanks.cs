namespace Weft;

/// <summary>
/// Processes that train one model together, each of them a rank. The package Weft.Distributed has them over MPI; without it a trainer is
/// alone.
/// </summary>
public abstract class TrainingRanks
{
    private protected TrainingRanks()
    {
    }

    /// <summary>The number of this process, from 0.</summary>
    public abstract int Rank { get; }

    /// <summary>Processes in all.</summary>
    public abstract int Count { get; }

    /// <summary>Ranks on this machine, which share its processors.</summary>
    public abstract int LocalCount { get; }

    /// <summary>What a trainer exchanges its gradients with. Every rank calls it, with the same arguments.</summary>
    /// <param name="session">The session whose gradients are exchanged.</param>
    /// <param name="shared">The parts in which they are shared out.</param>
    /// <param name="parts">Batches of a step.</param>
    /// <param name="agreement">Lines that must be the same on every rank.</param>
    internal abstract GradientExchange Join(TrainingSession session, GradientParts shared, int parts, string agreement);
}
