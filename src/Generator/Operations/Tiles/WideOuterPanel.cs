using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The outer product of two panels, as of <see cref="OuterPanel"/>, in double: for gradients of narrow matrices.</summary>
internal sealed record WideOuterPanel : Kernel
{
    protected override KernelName Words => new("WideOuterPanel");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => OuterPanel.SignatureOf(isPair: false, blocks: null);

    public override string Summary =>
        $"output[{Panels.Width}, {Panels.Width}] (+)= left[rows, {Panels.Width}]^T x right[rows, {Panels.Width}], summed in double.";

    public override void WriteBody(KernelWriter writer)
    {
        WideRow row = new(writer);
        int columns = WideTiles.RowsOf(writer);
        string steps = $"left = &left[{columns}], output = &output[{columns * Panels.Width}]";

        using (writer.Block($"for (nint column = 0; column < {Panels.Width}; column += {columns}, {steps})"))
        {
            foreach (int index in Enumerable.Range(0, columns))
            {
                row.DeclareZeros($"sum{index}x");
            }

            writer.Declare("float*", "from", "left");
            writer.Declare("float*", "with", "right");
            writer.Line();
            string next = $"from = &from[{Panels.Width}], with = &with[{Panels.Width}]";

            using (writer.Block($"for (float* end = &right[rows * {Panels.Width}]; with != end; {next})"))
            {
                WideTiles.WriteStep(writer, row, "with", "from", columns, apart: 1);
            }

            writer.Line();
            WriteOutput(writer, row, columns);
        }
    }

    private static void WriteOutput(KernelWriter writer, WideRow row, int columns)
    {
        writer.DeclareRows("output");

        using (writer.Block("if (accumulate)"))
        {
            foreach (int index in Enumerable.Range(0, columns))
            {
                row.DeclareReadAt($"present{index}x", vector => writer.At("output", index, vector));
                row.Add($"sum{index}x", part => $"present{index}x{part}");
            }
        }

        writer.Line();

        foreach (int index in Enumerable.Range(0, columns))
        {
            row.Store(vector => writer.At("output", index, vector), part => $"sum{index}x{part}");
        }
    }
}
