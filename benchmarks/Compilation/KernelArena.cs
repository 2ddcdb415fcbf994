using System;
using System.Collections.Generic;
using Weft.Conformance.Onnx;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Benchmarks.Compilation;

/// <summary>The arena of some kernels: matrices in panels, placed one after another.</summary>
internal sealed class KernelArena
{
    // Tiles read whole, past the rows that count: the last matrix needs room behind it.
    private const int Slack = 2 * Panels.Width * Panels.Width;
    private readonly List<(int Offset, float[] Values)> _contents = [];
    private int _floats;

    /// <summary>Floats that are placed so far.</summary>
    public int Floats => _floats;

    /// <summary>Room for some rows, a single one as decoding has it.</summary>
    public static RowLayout LayoutOf(int rows) => rows == 1 ? RowLayout.Row : NodeProgram.LayoutOf(rows);

    /// <summary>Places floats and returns where they start.</summary>
    public int Reserve(int floats)
    {
        int offset = _floats;
        _floats = checked(_floats + Axis.RoundUp(floats));

        return offset;
    }

    /// <summary>Places a matrix whose values do not matter.</summary>
    public PanelMatrix Matrix(Axis columns, int capacity) => new(this.Reserve(checked(columns.Padded * capacity)), columns, capacity);

    /// <summary>Places a matrix and gives it rows.</summary>
    public PanelMatrix Matrix(Axis columns, int capacity, double[] rows)
    {
        PanelMatrix matrix = this.Matrix(columns, capacity);
        _contents.Add((matrix.Offset, matrix.Pack(rows)));

        return matrix;
    }

    /// <summary>Places floats as they are and returns where they start.</summary>
    public int Place(float[] values)
    {
        int offset = this.Reserve(values.Length);
        _contents.Add((offset, values));

        return offset;
    }

    /// <summary>The arena, with what was placed; the rest is small numbers, as activations are.</summary>
    public unsafe NativeArena Allocate()
    {
        NativeArena arena = new((nuint)(_floats + Slack));
        Span<float> floats = new(arena.Pointer, _floats + Slack);
        Random random = new(1337);

        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = random.NextSingle() - 0.5f;
        }

        foreach ((int offset, float[] values) in _contents)
        {
            values.CopyTo(floats[offset..]);
        }

        return arena;
    }
}
