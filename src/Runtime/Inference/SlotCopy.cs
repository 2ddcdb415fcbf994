using System;
using System.Linq;

namespace Weft;

/// <summary>Copies states as far as they are filled, every part of a layer a work item: those of slots, or blocks of them.</summary>
internal sealed unsafe class SlotCopy : IParallelWork
{
    private readonly SlotState[] _states;
    private readonly NativeArena _state;
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _lengths;
    private readonly int _parts;
    private readonly int _blockPositions;
    private int _count;

    /// <param name="layout">Where they stand.</param>
    /// <param name="state">The arena.</param>
    /// <param name="ofBlocks">Whether it copies blocks.</param>
    public SlotCopy(InferenceLayout layout, NativeArena state, bool ofBlocks)
    {
        _states = [.. layout.States.Where(item => item.Blocks > 0 == ofBlocks)];
        _state = state;
        _blockPositions = layout.BlockPositions;
        _parts = _states.Sum(static item => item.Layers * item.Parts);
        _from = new int[layout.Slots];
        _to = new int[layout.Slots];
        _lengths = new int[layout.Slots];
    }

    /// <summary>Copies; <paramref name="lengths"/> are the filled positions of each that is copied.</summary>
    public void Run(Workers workers, ReadOnlySpan<int> from, ReadOnlySpan<int> to, ReadOnlySpan<int> lengths)
    {
        if (from.IsEmpty || _parts == 0)
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
        while (team.Claim(_count * _parts, out int item))
        {
            int pair = item % _count;
            int part = item / _count;

            foreach (SlotState state in _states)
            {
                int parts = state.Layers * state.Parts;

                if (part < parts)
                {
                    this.CopyPart(state, part / state.Parts, part % state.Parts, pair);
                    break;
                }

                part -= parts;
            }
        }
    }

    private void CopyPart(SlotState state, int layer, int part, int pair)
    {
        float* first = _state.Pointer + state.Offset + ((nuint)layer * state.LayerFloats) + ((nuint)part * state.PartFloats);

        foreach (StateRun run in state.Runs)
        {
            nuint from = this.StartOf(state, run, _from[pair]);
            nuint to = this.StartOf(state, run, _to[pair]);
            nuint bytes = run.Filled(_lengths[pair]) * sizeof(float);

            for (int stretch = 0; stretch < run.Count; stretch++)
            {
                nuint at = run.Offset + ((nuint)stretch * run.Stride);
                Buffer.MemoryCopy(first + at + from, first + at + to, bytes, bytes);
            }
        }
    }

    // Where what is copied begins in a run: a slot's place, or the rows of a block.
    private nuint StartOf(SlotState state, StateRun run, int item) =>
        state.Blocks == 0 ? (nuint)item * state.SlotFloats : run.Filled(item * _blockPositions);
}
