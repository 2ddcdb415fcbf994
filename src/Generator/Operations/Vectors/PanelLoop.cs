using System;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>The loop over the panels of a row whose padding has to be told from what counts.</summary>
internal static class PanelLoop
{
    /// <summary>Loops over the panels of a row; the last one stands apart where it is padded, with its number of valid columns.</summary>
    /// <param name="writer">Where the kernel goes.</param>
    /// <param name="columns">The row.</param>
    /// <param name="stride">Floats from one panel to the next, as an expression.</param>
    /// <param name="body">Writes one panel: the offset of the panel is the variable <c>at</c>; valid columns come as an argument.</param>
    public static void EachPanel(this KernelWriter writer, Axis columns, string stride, Action<int> body)
    {
        // A padded group has its padding at its end; the rows that need to know are those of a single group.
        int tail = columns.Groups == 1 ? columns.Size % Axis.PanelWidth : 0;
        int whole = tail == 0 ? columns.Panels : columns.Panels - 1;

        if (whole > 0)
        {
            using (writer.Block($"for (nint panel = 0, at = 0; panel < {whole}; panel++, at += {stride})"))
            {
                body(Axis.PanelWidth);
            }
        }

        if (tail == 0)
        {
            return;
        }

        if (whole > 0)
        {
            writer.Line();
            writer.Comment($"The last panel has {tail} columns.");
        }
        else
        {
            writer.Comment($"One panel of {tail} columns.");
        }

        using (writer.Block())
        {
            writer.Constant("nint", "at", whole == 0 ? "0" : $"{whole} * {stride}");
            body(tail);
        }
    }
}
