using System;
using System.Threading;

namespace Weft;

/// <summary>
/// How the gradients of a step's batches become sums, and where these are made into an update: all in one process, or each rank its share.
/// Batch n of a step is computed by rank n modulo <see cref="Count"/>, and sums are added in the order of the batches: the bits are the
/// same on any number of ranks. Every rank calls the same methods in the same order.
/// </summary>
internal abstract unsafe class GradientExchange(TrainingSession session, GradientParts parts, int rank, int count) : IDisposable
{
    /// <summary>The number of this process.</summary>
    public int Rank => rank;

    /// <summary>Processes in all.</summary>
    public int Count => count;

    /// <summary>The parts in which gradients are shared out.</summary>
    public GradientParts Parts => parts;

    /// <summary>What is summed and updated here.</summary>
    public GradientShare Share => new(parts, rank, count);

    /// <summary>The sums of the share: the first float is that of <see cref="GradientShare.Start"/>.</summary>
    public abstract float* Sums { get; }

    /// <summary>The session whose gradients are exchanged.</summary>
    protected TrainingSession Session => session;

    /// <summary>Begins a round, in which the session's gradients are added to the sums: before the session computes them.</summary>
    /// <param name="isFirst">Whether the sums begin anew.</param>
    /// <param name="parts">Batches of the round, those of the ranks from 0 on.</param>
    public abstract void Begin(bool isFirst, int parts);

    /// <summary>Ends the round: all of its gradients have been added.</summary>
    public abstract void Complete();

    /// <summary>Gathers as many numbers from each rank.</summary>
    /// <param name="own">The numbers of this rank.</param>
    /// <param name="all">Those of all ranks, one rank after another.</param>
    public abstract void Gather(ReadOnlySpan<double> own, Span<double> all);

    /// <summary>Gives every rank the parameters that the others have updated.</summary>
    public abstract void ShareParameters();

    /// <summary>Checks that every rank draws the same batches.</summary>
    public abstract void Check(IBatchSource batches);

    /// <summary>Whether training is cancelled, which it is on every rank where it is on one.</summary>
    public abstract bool IsCancelled(CancellationToken cancellation);

    /// <summary>Does something on every rank; where one fails, all do.</summary>
    public abstract void Agree(Action action);

    /// <summary>Does <paramref name="write"/> once, on rank 0, with the arenas of all shares; where it fails, every rank does.</summary>
    public abstract void Write(MomentArena[] shares, Action<NativeArena[]> write);

    /// <summary>Does <paramref name="read"/> once, on rank 0, and gives its result to all; where it fails, every rank does.</summary>
    public abstract void Read(CheckpointState state, Action read);

    /// <inheritdoc/>
    public abstract void Dispose();
}
