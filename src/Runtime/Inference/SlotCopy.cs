using System;
using System.Linq;

namespace Weft;

/// <summary>Copies the states of slots, as far as they are filled, every part of a layer a work item.</summary>
internal sealed unsafe class SlotCopy : IParallelWork
{
    private readonly InferenceLayout _layout;
    private readonly NativeArena _state;
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _lengths;
    private readonly int _parts;
    private int _count;

    public SlotCopy(InferenceLayout layout, NativeArena state)
    {
        _layout = layout;
        _state = state;
        _parts = layout.States.Sum(static item => item.Layers * item.Parts);
        _from = new int[layout.Slots];
        _to = new int[layout.Slots];
        _lengths = new int[layout.Slots];
    }

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
        while (team.Claim(_count * _parts, out int item))
        {
            int pair = item % _count;
            int part = item / _count;

            foreach (SlotState state in _layout.States)
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
        float* from = first + ((nuint)_from[pair] * state.SlotFloats);
        float* to = first + ((nuint)_to[pair] * state.SlotFloats);

        foreach (StateRun run in state.Runs)
        {
            nuint bytes = run.Filled(_lengths[_from[pair]]) * sizeof(float);

            for (int stretch = 0; stretch < run.Count; stretch++)
            {
                nuint at = run.Offset + ((nuint)stretch * run.Stride);
                Buffer.MemoryCopy(from + at, to + at, bytes, bytes);
            }
        }
    }
}
