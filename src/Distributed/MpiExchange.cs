using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;

namespace Weft.Distributed;

/// <summary>
/// The exchange of a trainer whose ranks are processes of MPI: gradients go to whoever updates them, parameters come back (ZeRO, stage 1:
/// Rajbhandari et al., "ZeRO: Memory optimizations toward training trillion parameter models", 2020).
/// </summary>
internal sealed unsafe class MpiExchange : GradientExchange
{
    private readonly MpiRanks _ranks;
    private readonly CommunicationThread _thread;
    private readonly Messenger _messenger;
    private readonly GradientReduction _reduction;
    private readonly ParameterSharing _sharing;
    private readonly BackwardProgress _progress = new();
    private readonly Action _reduce;
    private readonly Action _share;
    private readonly ConditionalWeakTable<IBatchSource, object> _checked = [];
    private bool _isReducing;

    public MpiExchange(TrainingSession session, GradientParts parts, MpiRanks ranks)
        : base(session, parts, ranks.Rank, ranks.Count)
    {
        _ranks = ranks;
        _thread = ranks.Thread;
        _messenger = ranks.Messenger;
        _reduction = new GradientReduction(session, parts, _messenger, ranks.Rank, ranks.Count);
        _sharing = new ParameterSharing(session.Model, parts, _messenger, ranks.Rank, ranks.Count);
        _reduce = this.Reduce;
        session.Progress = _progress;
        _share = _sharing.Share;
    }

    /// <inheritdoc/>
    public override float* Sums => _reduction.Sums;

    /// <summary>Checks that all ranks train the same, and begins with the parameters of rank 0.</summary>
    /// <exception cref="RankFailureException">A rank differs.</exception>
    /// <exception cref="ArgumentException">A step has fewer batches than there are ranks.</exception>
    public void Start(int parts, string agreement)
    {
        string first = Encoding.UTF8.GetString(this.Broadcast(Encoding.UTF8.GetBytes(agreement), root: 0));
        this.Agree(() => RankAgreement.Check(first, agreement));

        if (parts < _ranks.Count)
        {
            throw new ArgumentException(
                $"{_ranks.Count} ranks have {parts} batches a step to share; {nameof(TrainerOptions.AccumulationSteps)} is at least the " +
                "number of ranks.");
        }

        this.Broadcast(this.Session.Model.Parameters);
        this.Session.Model.MarkParametersChanged();
    }

    /// <inheritdoc/>
    public override void Begin(bool isFirst, int parts)
    {
        _progress.Reset();
        _reduction.Begin(isFirst, parts);
        _isReducing = true;
        _thread.Begin(_reduce);
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        _isReducing = false;
        _progress.Report(0);
        _thread.Complete();
    }

    /// <inheritdoc/>
    public override void Gather(ReadOnlySpan<double> own, Span<double> all) => _ranks.Gather(own, all);

    /// <inheritdoc/>
    public override void ShareParameters() => _thread.Run(_share);

    /// <inheritdoc/>
    public override void Check(IBatchSource batches)
    {
        if (!_checked.TryGetValue(batches, out _))
        {
            byte[] own = batches.SaveState();
            byte[] first = this.Broadcast(own, root: 0);
            this.Agree(() => RankAgreement.Check(first, own));
            _checked.Add(batches, this);
        }
    }

    /// <inheritdoc/>
    public override bool IsCancelled(CancellationToken cancellation) =>
        _ranks.Any(cancellation.IsCancellationRequested);

    /// <inheritdoc/>
    public override void Agree(Action action)
    {
        Exception? failure = null;

        try
        {
            action();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        double[] failed = new double[this.Count];
        this.Gather([failure is null ? 0 : 1], failed);
        int first = Array.IndexOf(failed, 1.0);

        if (first >= 0)
        {
            byte[] message = this.Broadcast(Encoding.UTF8.GetBytes(failure?.Message ?? string.Empty), first);

            throw new RankFailureException(first, Encoding.UTF8.GetString(message), failure);
        }
    }

    /// <inheritdoc/>
    public override void Write(MomentArena[] shares, Action<NativeArena[]> write)
    {
        bool isWriter = this.Rank == 0;
        List<NativeArena> all = [];

        try
        {
            foreach (MomentArena share in shares)
            {
                nuint bytes = isWriter ? share.BytesBefore(this.Parts.Floats) : 0;
                nuint floats = (bytes + sizeof(float) - 1) / sizeof(float);
                all.Add(new NativeArena(floats, $"{this.Session.Model.Description.Name}: the moments of all ranks"));
                this.Collect(share, all[^1]);
            }

            this.Agree(() =>
            {
                if (isWriter)
                {
                    write([.. all]);
                }
            });
        }
        finally
        {
            all.ForEach(static arena => arena.Dispose());
        }
    }

    /// <inheritdoc/>
    public override void Read(CheckpointState state, Action read)
    {
        this.Agree(() =>
        {
            if (this.Rank == 0)
            {
                read();
            }
        });

        byte[] progress = new byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteInt64LittleEndian(progress, state.Step);
        BinaryPrimitives.WriteUInt64LittleEndian(progress.AsSpan(sizeof(ulong)), state.Seed);
        progress = this.Broadcast(progress, root: 0);
        state.Step = BinaryPrimitives.ReadInt64LittleEndian(progress);
        state.Seed = BinaryPrimitives.ReadUInt64LittleEndian(progress.AsSpan(sizeof(ulong)));
        state.Batches = this.Broadcast(state.Batches, root: 0);
        state.Stopping = Encoding.UTF8.GetString(this.Broadcast(Encoding.UTF8.GetBytes(state.Stopping), root: 0));
        this.Broadcast(state.Parameters);
        state.Moments.ForEach(this.Broadcast);

        if (state.Best is not null)
        {
            this.Broadcast(state.Best);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_isReducing)
        {
            _isReducing = false;
            _progress.Abandon();

            try
            {
                _thread.Complete();
            }
            catch (RankFailureException)
            {
                // What led here is the failure to tell.
            }
        }

        _reduction.Dispose();
    }

    // Between two reports nothing is looked at: the processors belong to those that compute.
    private void Reduce()
    {
        nuint start;

        do
        {
            _progress.Wait();
            start = _progress.Start;
        }
        while (!_reduction.Advance(start) && start > 0);

        while (!_progress.IsAbandoned && !_reduction.Advance(0))
        {
            _messenger.Pause();
        }
    }

    // The bytes of the root, whose number only the root knows.
    private byte[] Broadcast(byte[] own, int root)
    {
        byte[] length = BitConverter.GetBytes(own.Length);
        this.BroadcastInto(length, root);
        byte[] bytes = this.Rank == root ? own : new byte[BitConverter.ToInt32(length)];
        this.BroadcastInto(bytes, root);

        return bytes;
    }

    private void BroadcastInto(byte[] bytes, int root) => _thread.Run(() =>
    {
        fixed (byte* pointer = bytes)
        {
            _messenger.Broadcast(pointer, bytes.Length, root);
        }
    });

    private void Broadcast(NativeArena arena) =>
        _thread.Run(() => _messenger.Broadcast(arena.Pointer, (long)arena.Length * sizeof(float), root: 0));

    private void Collect(MomentArena moments, NativeArena all) => _thread.Run(() =>
    {
        byte* own = (byte*)moments.Arena.Pointer;

        if (this.Rank > 0)
        {
            _messenger.SendAll(own, BytesOf(this.Share), rank: 0);

            return;
        }

        Buffer.MemoryCopy(own, all.Pointer, (long)all.Length * sizeof(float), BytesOf(this.Share));

        for (int rank = 1; rank < this.Count; rank++)
        {
            GradientShare other = new(this.Parts, rank, this.Count);
            _messenger.ReceiveAll((byte*)all.Pointer + moments.BytesBefore(other.Start), BytesOf(other), rank);
        }

        long BytesOf(GradientShare share) => (long)(moments.BytesBefore(share.End) - moments.BytesBefore(share.Start));
    });
}
