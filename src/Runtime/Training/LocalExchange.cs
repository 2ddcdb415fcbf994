using System;
using System.Threading;

namespace Weft;

/// <summary>
/// One process with all gradients to itself. Those of a step's only batch are its sums; several are added up in an arena of their own, each
/// computed by itself, as ranks would.
/// </summary>
internal sealed unsafe class LocalExchange : GradientExchange, IParallelWork
{
    private const nuint BlockFloats = 1 << 13;
    private readonly NativeArena? _sums;
    private bool _isFirst;

    /// <param name="session">The session whose gradients are added.</param>
    /// <param name="parts">Batches of a step.</param>
    /// <param name="normParts">The parts of the norm; null for equal ones.</param>
    /// <exception cref="OutOfMemoryException">The system has no room for the sums.</exception>
    public LocalExchange(TrainingSession session, int parts, GradientParts? normParts = null)
        : base(session, normParts ?? new GradientParts(session.Gradients.Length), rank: 0, count: 1)
    {
        if (parts > 1)
        {
            _sums = new NativeArena(session.Gradients.Length, $"{session.Model.Description.Name}: the sums of gradients");
            session.AddArenas(_sums);
        }
    }

    /// <inheritdoc/>
    public override float* Sums => (_sums ?? this.Session.Gradients).Pointer;

    /// <inheritdoc/>
    public override void Begin(bool isFirst, int parts) => _isFirst = isFirst;

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_sums is not null)
        {
            this.Session.Workers.Run(this);
        }
    }

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        nuint length = _sums!.Length;

        while (team.Claim((int)((length + BlockFloats - 1) / BlockFloats), out int block))
        {
            nuint start = (nuint)block * BlockFloats;
            GradientSum.Add(
                _sums.Pointer + start, this.Session.Gradients.Pointer + start, Math.Min(BlockFloats, length - start), _isFirst);
        }
    }

    /// <inheritdoc/>
    public override void Gather(ReadOnlySpan<double> own, Span<double> all) => own.CopyTo(all);

    /// <inheritdoc/>
    public override void ShareParameters()
    {
    }

    /// <inheritdoc/>
    public override void Check(IBatchSource batches)
    {
    }

    /// <inheritdoc/>
    public override bool IsCancelled(CancellationToken cancellation) => cancellation.IsCancellationRequested;

    /// <inheritdoc/>
    public override void Agree(Action action) => action();

    /// <inheritdoc/>
    public override void Write(MomentArena[] shares, Action<NativeArena[]> write) =>
        write(Array.ConvertAll(shares, static share => share.Arena));

    /// <inheritdoc/>
    public override void Read(CheckpointState state, Action read) => read();

    /// <inheritdoc/>
    public override void Dispose() => _sums?.Dispose();
}
