using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Distributed;

/// <summary>
/// Sends each block of gradients to the rank that updates it, as soon as the backward pass has left it, which adds the ranks' gradients in
/// the order of the ranks: no sum depends on which message comes first, as those of MPI_Reduce may.
/// </summary>
internal sealed unsafe class GradientReduction : IDisposable
{
    private const int MostBlockFloats = 1 << 16;
    private const int LeastBlockFloats = 1 << 10;
    private const int BufferFloats = 1 << 24;

    // Blocks on their way at once to one rank.
    private const int Depth = 2;

    private readonly TrainingSession _session;
    private readonly Messenger _messenger;
    private readonly int _rank;
    private readonly int _count;
    private readonly GradientShare _share;
    private readonly GradientBlock[] _own;
    private readonly GradientBlock[] _others;
    private readonly nuint _blockFloats;
    private readonly NativeArena _sums;
    private readonly NativeArena _received;
    private readonly nint[] _sends;
    private readonly nint[] _receives;
    private bool _isFirst;
    private int _parts;
    private int _begun;
    private int _sent;
    private int _expected;
    private int _added;

    public GradientReduction(TrainingSession session, GradientParts parts, Messenger messenger, int rank, int count)
    {
        _session = session;
        _messenger = messenger;
        _rank = rank;
        _count = count;
        _blockFloats = (nuint)BlockFloatsOf(count);
        _share = new GradientShare(parts, rank, count);
        _own = [.. BlocksOf(parts, rank, count)];
        _others =
        [
            .. Enumerable.Range(0, count).Where(owner => owner != rank).Reverse().SelectMany(owner => BlocksOf(parts, owner, count)),
        ];
        string name = session.Model.Description.Name;
        _sums = new NativeArena(_share.Length, $"{name}: the sums of gradients");
        _received = new NativeArena(
            _own.Length > 0 && count > 1 ? _blockFloats * (nuint)(Depth * count) : 0, $"{name}: the gradients of other ranks");
        session.AddArenas(_sums, _received);
        _sends = GC.AllocateArray<nint>(_others.Length, pinned: true);
        _receives = GC.AllocateArray<nint>(Depth * count, pinned: true);
    }

    /// <summary>The sums of this rank's share.</summary>
    public float* Sums => _sums.Pointer;

    private bool HasPart => _rank < _parts;

    /// <summary>Floats of a block: fewer where many ranks send at once.</summary>
    public static int BlockFloatsOf(int count) => Math.Clamp(BufferFloats / (Depth * count), LeastBlockFloats, MostBlockFloats);

    /// <summary>Begins to add the gradients of the first <paramref name="parts"/> ranks.</summary>
    /// <param name="isFirst">Whether the sums begin anew.</param>
    /// <param name="parts">Ranks that compute a batch in this round.</param>
    public void Begin(bool isFirst, int parts)
    {
        _isFirst = isFirst;
        _parts = parts;
        _begun = 0;
        _sent = 0;
        _expected = 0;
        _added = 0;
    }

    /// <summary>Sends, receives and adds what can be now.</summary>
    /// <param name="final">From where on this rank's gradients are final.</param>
    /// <returns>Whether all has been sent and added.</returns>
    public bool Advance(nuint final)
    {
        fixed (nint* sends = _sends, receives = _receives)
        {
            for (; _begun < _others.Length && (!this.HasPart || _others[_begun].Start >= final); _begun++)
            {
                this.Send(_others[_begun], &sends[_begun]);
            }

            while (_sent < _begun && (!this.HasPart || _messenger.Test(&sends[_sent])))
            {
                _sent++;
            }

            do
            {
                for (; _expected < _own.Length && _expected - _added < Depth; _expected++)
                {
                    this.Receive(_expected, receives);
                }
            }
            while (this.AddNext(final, receives));
        }

        return _sent == _others.Length && _added == _own.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sums.Dispose();
        _received.Dispose();
    }

    // In the order of the backward pass, which comes from the end.
    private static IEnumerable<GradientBlock> BlocksOf(GradientParts parts, int owner, int count)
    {
        GradientShare share = new(parts, owner, count);
        nuint length = (nuint)BlockFloatsOf(count);
        nuint blocks = (share.Length + length - 1) / length;

        for (nuint block = blocks; block > 0; block--)
        {
            nuint start = (block - 1) * length;

            yield return new GradientBlock(owner, share.Start + start, Math.Min(length, share.Length - start));
        }
    }

    private void Send(GradientBlock block, nint* request)
    {
        if (this.HasPart)
        {
            _messenger.Send(_session.Gradients.Pointer + block.Start, (long)block.Length * sizeof(float), block.Owner, request);
        }
    }

    private void Receive(int block, nint* receives)
    {
        for (int other = 0; other < _parts; other++)
        {
            if (other != _rank)
            {
                _messenger.Receive(
                    this.Received(block, other), (long)_own[block].Length * sizeof(float), other, &receives[this.Slot(block, other)]);
            }
        }
    }

    // Adds the next block, if it is there from all ranks.
    private bool AddNext(nuint final, nint* receives)
    {
        if (_added == _expected || (this.HasPart && _own[_added].Start < final))
        {
            return false;
        }

        for (int other = 0; other < _parts; other++)
        {
            if (other != _rank && !_messenger.Test(&receives[this.Slot(_added, other)]))
            {
                return false;
            }
        }

        GradientBlock block = _own[_added];
        float* sums = _sums.Pointer + (block.Start - _share.Start);

        for (int other = 0; other < _parts; other++)
        {
            float* gradients = other == _rank ? _session.Gradients.Pointer + block.Start : this.Received(_added, other);
            GradientSum.Add(sums, gradients, block.Length, _isFirst && other == 0);
        }

        _added++;

        return true;
    }

    private int Slot(int block, int other) => (block % Depth * _count) + other;

    private float* Received(int block, int other) => _received.Pointer + ((nuint)this.Slot(block, other) * _blockFloats);

    /// <summary>Gradients that are sent together.</summary>
    /// <param name="Owner">Who updates them.</param>
    /// <param name="Start">The first, in the arena of gradients.</param>
    /// <param name="Length">How many.</param>
    private readonly record struct GradientBlock(int Owner, nuint Start, nuint Length);
}
