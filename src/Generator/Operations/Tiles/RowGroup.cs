using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Rows that a kernel works on side by side, where their pointers are those of the first one and <c>at</c> is a panel, if there are
/// several. In a panel they are neighbouring cache lines, which a processor reads faster than one line of every panel, and their sums hide
/// each other's latency.
/// </summary>
/// <param name="writer">Where the kernel goes.</param>
/// <param name="columns">The columns of every matrix.</param>
/// <param name="layout">The rows of activations.</param>
/// <param name="sums">Sums of a row, each of one row of a panel.</param>
internal sealed class RowGroup(KernelWriter writer, Axis columns, RowLayout layout, int sums)
{
    /// <summary>The most rows of a group: blocks of rows end at multiples of it, and matrices have room for as many.</summary>
    private const int Largest = 4;

    /// <summary>Rows of a group: half of the registers hold their sums. A single row has no neighbours.</summary>
    public int Count { get; } = layout == RowLayout.Row ? 1 : Math.Min(Largest, writer.Set.RowsOfSums(sums));

    private string Panel => PanelLoop.OffsetOf(columns.Panels);

    private IEnumerable<int> Rows => Enumerable.Range(0, this.Count);

    /// <summary><c>row + 2</c> for row 2 of a group.</summary>
    public static string Index(int row) => row == 0 ? "row" : $"row + {row}";

    /// <summary>Opens the loop over the groups of <c>row</c> to <c>row + rows</c>.</summary>
    public SourceWriter.Block Loop()
    {
        if (this.Count > 1)
        {
            writer.Comment($"{this.Count} rows at a time; behind the last one there is room for a whole group.");
        }

        return writer.Block($"for (nint end = row + rows; row < end; row{(this.Count == 1 ? "++" : $" += {this.Count}")})");
    }

    /// <summary>One statement per row.</summary>
    public void Each(Func<int, string> statement)
    {
        foreach (int row in this.Rows)
        {
            writer.Line(statement(row));
        }
    }

    /// <summary>One statement per row and vector.</summary>
    public void Each(Func<int, int, string> statement)
    {
        foreach (int row in this.Rows)
        {
            writer.Each(vector => statement(row, vector));
        }
    }

    /// <summary>Declares a vector for each row, <paramref name="name"/>0, 1, ...</summary>
    public void Declare(string name, Func<int, string> value) => this.Declare(writer.Vector, name, value);

    /// <summary>Declares a variable for each row, <paramref name="name"/>0, 1, ...</summary>
    public void Declare(string type, string name, Func<int, string> value)
    {
        foreach (int row in this.Rows)
        {
            writer.Declare(type, $"{name}{row}", value(row));
        }
    }

    /// <summary>Declares <paramref name="name"/>0x0, 0x1, .. one per row and vector, the row first.</summary>
    public void Declare(string name, Func<int, int, string> value)
    {
        foreach (int row in this.Rows)
        {
            writer.Declare($"{name}{row}x", vector => value(row, vector));
        }
    }

    /// <summary>Declares the group's rows in a panel of some matrices.</summary>
    public void DeclareRows(params string[] matrices)
    {
        foreach (string matrix in matrices)
        {
            if (this.Count == 1)
            {
                writer.DeclareRow(matrix, this.Panel);
            }
            else
            {
                writer.DeclareRows(matrix, this.Panel);
            }
        }
    }

    /// <summary>A vector of a row.</summary>
    public string At(string matrix, int row, int vector) =>
        this.Count == 1 ? writer.At(matrix, vector) : writer.At(matrix, row, vector);

    /// <summary>The address of a vector of a row.</summary>
    public string Address(string matrix, int row, int vector = 0) =>
        Pointer.To(matrix, this.Panel, Literal.Integer((row * Panels.Width) + (vector * writer.Set.Lanes)));
}
