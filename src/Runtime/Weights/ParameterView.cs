using System;
using Weft.Shared;

namespace Weft;

/// <summary>
/// A parameter's elements as a file orders them, [first, second] row-major without padding, over the panels in memory. An element's
/// place is the sum of one term for each of its two indices, whichever of them memory holds as rows.
/// </summary>
internal readonly unsafe ref struct ParameterView
{
    private readonly ParameterInfo _info;
    private readonly NativeArena _arena;
    private readonly nuint _offset;

    /// <param name="info">The parameter.</param>
    /// <param name="arena">The parameters.</param>
    public ParameterView(ParameterInfo info, NativeArena arena)
        : this(info, arena, info.Offset)
    {
    }

    private ParameterView(ParameterInfo info, NativeArena arena, nuint offset)
    {
        _info = info;
        _arena = arena;
        _offset = offset;
    }

    /// <summary>The gradient of a trained parameter, or one of its moments.</summary>
    /// <param name="info">The parameter.</param>
    /// <param name="arena">Gradients or optimizer state: whatever is laid out like the gradients.</param>
    public static ParameterView OfGradient(ParameterInfo info, NativeArena arena) => new(info, arena, info.GradientOffset);

    /// <summary>The parameter in an arena of one's own.</summary>
    /// <param name="info">The parameter.</param>
    /// <param name="arena">The arena.</param>
    /// <param name="offset">Its first element there, in floats.</param>
    public static ParameterView At(ParameterInfo info, NativeArena arena, nuint offset) => new(info, arena, offset);

    /// <summary>Copies the elements out.</summary>
    public void CopyTo(Span<float> values)
    {
        using ArenaUse use = new(_arena);
        float* start = _arena.Pointer + _offset;
        nuint[] seconds = this.SecondTerms();
        int index = 0;

        for (int first = 0; first < _info.First.Count; first++)
        {
            float* row = start + this.FirstTerm(first);

            foreach (nuint second in seconds)
            {
                values[index++] = row[second];
            }
        }
    }

    /// <summary>Copies the elements in; padding stays as it is.</summary>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        using ArenaUse use = new(_arena);
        float* start = _arena.Pointer + _offset;
        nuint[] seconds = this.SecondTerms();
        int index = 0;

        for (int first = 0; first < _info.First.Count; first++)
        {
            float* row = start + this.FirstTerm(first);

            foreach (nuint second in seconds)
            {
                row[second] = values[index++];
            }
        }
    }

    private nuint FirstTerm(int index)
    {
        int padded = _info.First.IndexOf(index);

        return _info.Second is null || _info.Transposed ? this.ColumnTerm(padded) : RowTerm(padded);
    }

    private nuint[] SecondTerms()
    {
        if (_info.Second is not ParameterAxis axis)
        {
            return [0];
        }

        nuint[] terms = new nuint[axis.Count];

        for (int index = 0; index < terms.Length; index++)
        {
            int padded = axis.IndexOf(index);
            terms[index] = _info.Transposed ? RowTerm(padded) : this.ColumnTerm(padded);
        }

        return terms;
    }

    private static nuint RowTerm(int row) => (nuint)row * Panels.Width;

    private nuint ColumnTerm(int column) =>
        ((nuint)(column / Panels.Width) * (nuint)_info.Rows * Panels.Width) + (nuint)(column % Panels.Width);
}
