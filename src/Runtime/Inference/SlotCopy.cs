using System;
using Weft.Shared;

namespace Weft;

/// <summary>Copies the caches of slots, as far as they are filled, every layer and head a work item.</summary>
internal sealed unsafe class SlotCopy : IParallelWork
{
    private readonly InferenceLayout _layout;
    private readonly NativeArena _state;
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _lengths;
    private int _count;

    public SlotCopy(InferenceLayout layout, NativeArena state)
    {
        _layout = layout;
        _state = state;
        _from = new int[layout.Slots];
        _to = new int[layout.Slots];
        _lengths = new int[layout.Slots];
    }

    private nuint KeyFloats => (nuint)_layout.CachedPositions * (nuint)_layout.CachedKeySize;

    private nuint HeadFloats => this.KeyFloats + ((nuint)_layout.CachedPositions * (nuint)_layout.CachedValueSize);

    /// <summary>Copies; <paramref name="lengths"/> are the filled positions of every slot.</summary>
    public void Run(Workers workers, ReadOnlySpan<int> from, ReadOnlySpan<int> to, ReadOnlySpan<int> lengths)
    {
        if (from.IsEmpty)
        {
            return;
        }

        from.CopyTo(_from);
        to.CopyTo(_to);
        lengths.CopyTo(_lengths);
        _count = from.Length;
        workers.Run(this);
    }

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        while (team.Claim(_count * _layout.CachedLayers * _layout.CachedHeads, out int item))
        {
            int pair = item % _count;
            int head = item / _count % _layout.CachedHeads;
            int layer = item / _count / _layout.CachedHeads;
            this.CopyHead(this.Head(layer, _from[pair], head), this.Head(layer, _to[pair], head), (nuint)_lengths[_from[pair]]);
        }
    }

    private float* Head(int layer, int slot, int head) =>
        _state.Pointer + _layout.CacheOffset + (((((nuint)layer * (nuint)_layout.Slots) + (nuint)slot) * (nuint)_layout.CachedHeads) + (nuint)head) * this.HeadFloats;

    // Whole panels of 16 positions of keys, and of every panel of values the positions that are filled.
    private void CopyHead(float* from, float* to, nuint positions)
    {
        nuint keys = (positions + Panels.Width - 1) / Panels.Width * Panels.Width * (nuint)_layout.CachedKeySize;
        Buffer.MemoryCopy(from, to, keys * sizeof(float), keys * sizeof(float));
        nuint panel = (nuint)_layout.CachedPositions * Panels.Width;

        for (nuint at = this.KeyFloats; at < this.HeadFloats; at += panel)
        {
            Buffer.MemoryCopy(from + at, to + at, positions * Panels.Width * sizeof(float), positions * Panels.Width * sizeof(float));
        }
    }
}
