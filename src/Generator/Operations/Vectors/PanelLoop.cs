using System;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Loops over the panels of a row. Where there is one panel, its body stands alone: nothing counts it or moves behind it, and what the
/// body declares belongs to the scope around it.
/// </summary>
internal static class PanelLoop
{
    /// <summary>Writes a body for each of so many panels, which it names by their index.</summary>
    /// <param name="writer">Where the kernel goes.</param>
    /// <param name="count">The number of panels.</param>
    /// <param name="body">Writes one panel.</param>
    /// <param name="steps">What moves from one panel to the next: <c>w = &amp;w[16]</c>.</param>
    public static void Panels(this KernelWriter writer, int count, Action<PanelIndex> body, params string[] steps) =>
        Write(writer, count, "panel = 0", string.Join(", ", ["panel++", .. steps]), () => body(new PanelIndex(count)));

    /// <summary>Writes a body for each of so many panels, which it finds at an offset: the variable <c>at</c>, or empty.</summary>
    /// <param name="stride">Floats from one panel to the next.</param>
    /// <inheritdoc cref="Panels"/>
    public static void PanelsAt(this KernelWriter writer, int count, int stride, Action<string> body, params string[] steps) =>
        Write(
            writer, count, "panel = 0, at = 0", string.Join(", ", ["panel++", $"at += {Literal.Integer(stride)}", .. steps]),
            () => body(OffsetOf(count)));

    /// <summary>Writes a body for each panel of a row, told its valid columns; the last panel stands apart where it is padded.</summary>
    /// <param name="writer">Where the kernel goes.</param>
    /// <param name="columns">The row.</param>
    /// <param name="stride">Floats from one panel to the next.</param>
    /// <param name="body">
    /// Writes one panel: its offset is the variable <c>at</c>, or empty; its number of valid columns comes second.
    /// </param>
    public static void EachPanel(this KernelWriter writer, Axis columns, int stride, Action<string, int> body)
    {
        int tail = columns.Size % Shared.Panels.Width;

        if (tail == 0)
        {
            writer.PanelsAt(columns.Panels, stride, at => body(at, Shared.Panels.Width));
            return;
        }

        if (columns.Groups > 1)
        {
            EachPanelOfGroups(writer, columns, stride, body);
            return;
        }

        if (columns.Panels == 1)
        {
            writer.Comment($"One panel of {Columns(tail)}.");
            body(string.Empty, tail);
            return;
        }

        int whole = columns.Panels - 1;

        if (whole > 1)
        {
            Write(
                writer, whole, "panel = 0, at = 0", $"panel++, at += {Literal.Integer(stride)}", () => body("at", Shared.Panels.Width));
        }
        else
        {
            writer.Comment("The first panel.");
            WriteAt(writer, "0", () => body("at", Shared.Panels.Width));
        }

        writer.Line();
        writer.Comment($"The last panel has {Columns(tail)}.");
        WriteAt(writer, whole > 1 ? $"{whole} * {Literal.Integer(stride)}" : Literal.Integer(stride), () => body("at", tail));
    }

    // Heads: each has its padding at its own end.
    private static void EachPanelOfGroups(KernelWriter writer, Axis columns, int stride, Action<string, int> body)
    {
        int whole = columns.Size / Shared.Panels.Width;
        int tail = columns.Size % Shared.Panels.Width;

        using (writer.Block($"for (nint head = 0, at = 0; head < {columns.Groups}; head++, at += {Literal.Integer(stride)})"))
        {
            if (whole == 0)
            {
                body("at", tail);
                return;
            }

            string start = $"at + {Literal.Integer((long)whole * stride)}";

            using (writer.Block($"for (nint padded = {start}; at < padded; at += {Literal.Integer(stride)})"))
            {
                body("at", Shared.Panels.Width);
            }

            writer.Line();
            writer.Comment($"The last panel of the head has {Columns(tail)}.");

            using (writer.Block())
            {
                body("at", tail);
            }
        }
    }

    /// <summary>The offset of a panel among so many: the variable <c>at</c>, or empty where there is one.</summary>
    public static string OffsetOf(int count) => count == 1 ? string.Empty : "at";

    private static string Columns(int count) => count == 1 ? "1 column" : $"{count} columns";

    private static void WriteAt(KernelWriter writer, string at, Action body)
    {
        using (writer.Block())
        {
            writer.Constant("nint", "at", at);
            body();
        }
    }

    private static void Write(KernelWriter writer, int count, string start, string steps, Action body)
    {
        if (count == 1)
        {
            body();
            return;
        }

        using (writer.Block($"for (nint {start}; panel < {count}; {steps})"))
        {
            body();
        }
    }
}

/// <summary>The index of a panel among so many: the variable <c>panel</c>; the only panel has none.</summary>
internal readonly record struct PanelIndex(int Count)
{
    /// <summary>Where it begins, a term of an address: <c>panel * 12_480</c>, or empty.</summary>
    public string Offset(long stride) => this.Count == 1 ? "" : $"panel * {Literal.Integer(stride)}";

    /// <summary>The panel of a matrix, from an offset on: <c>&amp;value[panel * 12_480 + first * 16]</c>.</summary>
    public string Of(string matrix, long stride, string offset = "") =>
        Pointer.To(matrix, this.Offset(stride), offset);
}
