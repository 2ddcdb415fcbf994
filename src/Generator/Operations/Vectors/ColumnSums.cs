using System;
using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// Sums over the rows of a panel: in single precision over the rows of a block, in double over the blocks. Added to a sum that grows with
/// all of them, rows would lose their last digits.
/// </summary>
internal static class ColumnSums
{
    private const int RowBlock = 8;

    /// <summary>Writes sums that are added to gradients or replace them, as the flag <c>accumulate</c> says.</summary>
    /// <param name="writer">Where the kernel goes.</param>
    /// <param name="names">What is summed: <c>bias</c> for the gradient <c>biasGradient</c>, to whose <c>biasPart0</c> a row adds.</param>
    /// <param name="writeRow">Writes a row, the number <c>row</c>, which begins at <c>at</c>.</param>
    /// <param name="rows">How many there are.</param>
    public static void Write(KernelWriter writer, IReadOnlyList<string> names, Action writeRow, string rows = "rows")
    {
        string doubles = $"{writer.Class}<double>";
        Each((name, vector) => writer.Declare(doubles, $"{name}Lower{vector}", $"{doubles}.Zero"));
        Each((name, vector) => writer.Declare(doubles, $"{name}Upper{vector}", $"{doubles}.Zero"));
        writer.Line();

        using (writer.Block($"for (nint first = 0; first < {rows}; first += {RowBlock})"))
        {
            Each((name, vector) => writer.Declare($"{name}Part{vector}", writer.Zero));
            writer.Line();

            string start = $"nint row = first, end = Math.Min(first + {RowBlock}, {rows}), at = first * {Panels.Width}";

            using (writer.Block($"for ({start}; row < end; row++, at += {Panels.Width})"))
            {
                writeRow();
            }

            writer.Line();
            Each((name, vector) => writer.Line($"{name}Lower{vector} += {writer.Class}.WidenLower({name}Part{vector});"));
            Each((name, vector) => writer.Line($"{name}Upper{vector} += {writer.Class}.WidenUpper({name}Part{vector});"));
        }

        writer.Line();

        foreach (string name in names)
        {
            writer.DeclareRow($"{name}Gradient");
        }

        Each((name, vector) => writer.Declare($"{name}Sum{vector}", $"{writer.Class}.Narrow({name}Lower{vector}, {name}Upper{vector})"));
        writer.Line();

        using (writer.Block("if (accumulate)"))
        {
            Each((name, vector) => writer.Line($"{name}Sum{vector} += {writer.At($"{name}Gradient", vector)};"));
        }

        writer.Line();
        Each((name, vector) => writer.Line($"{writer.At($"{name}Gradient", vector)} = {name}Sum{vector};"));

        void Each(Action<string, int> write)
        {
            foreach (string name in names)
            {
                foreach (int vector in writer.VectorIndices)
                {
                    write(name, vector);
                }
            }
        }
    }
}
