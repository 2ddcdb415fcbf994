using System;
using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// Sums over the rows of a panel, block by block and row by row in a block: added to a sum that grows with all of them, rows would lose
/// their last digits. The error grows with the rows of a block and the number of blocks, not with all rows (Higham 1993).
/// </summary>
internal static class ColumnSums
{
    private const int RowBlock = 24;

    /// <summary>Writes sums that are added to gradients or replace them, as the flag <c>accumulate</c> says.</summary>
    /// <param name="writer">Where the kernel goes.</param>
    /// <param name="names">What is summed: <c>bias</c> for the gradient <c>biasGradient</c>, to whose <c>biasPart0</c> a row adds.</param>
    /// <param name="writeRow">Writes a row, the number <c>row</c>, which begins at <c>at</c>.</param>
    public static void Write(KernelWriter writer, IReadOnlyList<string> names, Action writeRow)
    {
        Each(name => writer.Declare($"{name}Sum", _ => writer.Zero));
        writer.Line();

        using (writer.Block($"for (nint first = 0; first < rows; first += {RowBlock})"))
        {
            Each(name => writer.Declare($"{name}Part", _ => writer.Zero));
            writer.Line();

            string start = $"nint row = first, end = Math.Min(first + {RowBlock}, rows), at = first * {Panels.Width}";

            using (writer.Block($"for ({start}; row < end; row++, at += {Panels.Width})"))
            {
                writeRow();
            }

            writer.Line();
            Each(name => writer.Each(vector => $"{name}Sum{vector} += {name}Part{vector};"));
        }

        writer.Line();
        Each(name => writer.DeclareRow($"{name}Gradient"));
        writer.Line();

        using (writer.Block("if (accumulate)"))
        {
            Each(name => writer.Each(vector => $"{name}Sum{vector} += {writer.At($"{name}Gradient", vector)};"));
        }

        writer.Line();
        Each(name => writer.Each(vector => $"{writer.At($"{name}Gradient", vector)} = {name}Sum{vector};"));

        void Each(Action<string> write)
        {
            foreach (string name in names)
            {
                write(name);
            }
        }
    }
}
