using System;
using Weft.Generator.Graph;
using Weft.Generator.Shared;

namespace Weft.Conformance.Onnx;

/// <summary>A matrix in the arena of a node, as kernels see it: panels of 16 columns, each with its rows one after another.</summary>
/// <param name="Offset">Its first float.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Capacity">Rows from one panel to the next.</param>
internal sealed record PanelMatrix(int Offset, Axis Columns, int Capacity)
{
    /// <summary>Floats of the matrix.</summary>
    public int Floats => checked(this.Columns.Padded * this.Capacity);

    /// <summary>The address of a group of columns, in C#.</summary>
    public string Pointer(int group = 0) => NodeProgram.Address(this.Offset + (group * this.Columns.PaddedSize * this.Capacity));

    /// <summary>The matrix with values, row after row, and zeros in the padding of its columns; other rows stay unset.</summary>
    public float[] Pack(double[] values)
    {
        int rows = values.Length / this.Columns.Count;
        float[] panels = new float[this.Floats];
        Array.Fill(panels, float.NaN);

        for (int row = 0; row < rows; row++)
        {
            for (int panel = 0; panel < this.Columns.Panels; panel++)
            {
                panels.AsSpan(((panel * this.Capacity) + row) * Panels.Width, Panels.Width).Clear();
            }

            for (int column = 0; column < this.Columns.Count; column++)
            {
                panels[this.IndexOf(row, column)] = (float)values[(row * this.Columns.Count) + column];
            }
        }

        return panels;
    }

    /// <summary>Some rows of the matrix, one after another, from what stands in the arena.</summary>
    public double[] Unpack(float[] memory, int rows)
    {
        double[] values = new double[rows * this.Columns.Count];

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = memory[this.Offset + this.IndexOf(i / this.Columns.Count, i % this.Columns.Count)];
        }

        return values;
    }

    // Each group of columns is padded to whole panels.
    private int IndexOf(int row, int column)
    {
        int padded = (column / this.Columns.Size * this.Columns.PaddedSize) + (column % this.Columns.Size);

        return (((padded / Panels.Width * this.Capacity) + row) * Panels.Width) + (padded % Panels.Width);
    }
}
