using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The loop of kernels that treat every value of a block of rows alike, whatever its column.</summary>
internal static class ElementLoop
{
    /// <summary>Writes a body for every row of every panel: one panel after another, and in a panel row by row.</summary>
    /// <param name="writer">Where the kernel goes; its parameters say which rows, <c>row</c> and <c>rows</c>.</param>
    /// <param name="columns">The columns of the matrices.</param>
    /// <param name="layout">Their rows.</param>
    /// <param name="matrices">Pointers to them, which move from panel to panel; the body finds their rows declared.</param>
    /// <param name="body">Writes what becomes of a panel's row.</param>
    public static void EachRow(this KernelWriter writer, Axis columns, RowLayout layout, string[] matrices, Action body)
    {
        string stride = Literal.Integer(layout.Stride);

        writer.Panels(
            columns.Panels,
            _ =>
            {
                using (writer.Block($"for (nint at = row * {Panels.Width}; at < (row + rows) * {Panels.Width}; at += {Panels.Width})"))
                {
                    foreach (string matrix in matrices)
                    {
                        writer.DeclareRow(matrix, "at");
                    }

                    body();
                }
            },
            [.. matrices.Select(matrix => $"{matrix} = &{matrix}[{stride}]")]);
    }
}
