using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradient of one or two panels of a projection's outputs with respect to some panels of its inputs.</summary>
/// <param name="Layout">The rows of activations.</param>
/// <param name="IsNarrow">Whether the matrix is so narrow that its gradient is summed in double.</param>
/// <param name="MayLackRows">Whether there may be no rows, which leave the gradient zero: an expert that nobody has chosen.</param>
internal sealed record WeightGradientKernel(RowLayout Layout, bool IsNarrow = false, bool MayLackRows = false) : Kernel
{
    /// <summary>Rows of three panels that stay in the first level cache while every tile reads them: 3 x 8 KB.</summary>
    private const int RowBlock = 128;

    private static readonly OuterPanel Panel = new();
    private static readonly OuterPanel Pair = new(IsPair: true);

    protected override KernelName Words => new KernelName("WeightGradient")
        .If(this.IsNarrow, "Narrow").If(this.MayLackRows, "OfExpert").Rows(this.Layout);

    public override string Family => "WeightGradient";

    public override Signature Signature => Signature.Empty
        .Floats("input", "outputGradient", "gradient").Indices("panels", "outputPanels", "apart", "rows").Flags("accumulate");

    public override string Summary =>
        $"gradient[{Panels.Width} x panels, {Panels.Width} x outputPanels] (+)= input[rows, {Panels.Width} x panels]^T " +
        $"x outputGradient[rows, {Panels.Width} x outputPanels];\n" +
        (this.IsNarrow
            ? "the only panel of the gradient's columns is summed in double. "
            : "panels of the gradient's columns, one or two, are apart from each other. ") +
        $"Rows are summed in order, in blocks of {RowBlock} that stay in the first level cache." +
        (this.MayLackRows ? " Without rows the gradient is zero." : "");

    public override IEnumerable<Kernel> Callees(InstructionSet set) =>
        this.IsNarrow ? [new WideOuterPanel()] : set.PairsPanels ? [Panel, Pair] : [Panel];

    public override void WriteBody(KernelWriter writer)
    {
        if (this.MayLackRows)
        {
            WriteClear(writer);
        }

        using (writer.Block($"for (nint first = 0; first < rows; first += {RowBlock})"))
        {
            writer.Declare("nint", "count", $"Math.Min({RowBlock}, rows - first)");
            writer.Declare("float*", "left", $"&input[first * {Panels.Width}]");
            writer.Declare("float*", "right", $"&outputGradient[first * {Panels.Width}]");
            writer.Declare("float*", "sums", "gradient");
            writer.Line();

            string stride = Literal.Integer(this.Layout.Stride);

            using (writer.Block($"for (nint panel = 0; panel < panels; panel++, left = &left[{stride}], sums = &sums[{Panels.Square}])"))
            {
                this.WritePanels(writer, stride);
            }
        }
    }

    private static void WriteClear(KernelWriter writer)
    {
        using (writer.Block("if (rows == 0 && !accumulate)"))
        using (writer.Block("for (nint output = 0; output < outputPanels; output++)"))
        {
            writer.Line($"new Span<float>(&gradient[output * apart], (int)panels * {Panels.Square}).Clear();");
        }

        writer.Line();
    }

    private void WritePanels(KernelWriter writer, string stride)
    {
        if (this.IsNarrow)
        {
            Call(new WideOuterPanel(), "right", "sums");
            return;
        }

        if (!writer.Set.PairsPanels)
        {
            using (writer.Block("for (nint output = 0; output < outputPanels; output++)"))
            {
                Call(Panel, $"&right[output * {stride}]", "&sums[output * apart]");
            }

            return;
        }

        using (writer.Block("if (outputPanels == 2)"))
        {
            Call(Pair, "right", "sums");
        }

        using (writer.Block("else"))
        {
            Call(Panel, "right", "sums");
        }

        void Call(Kernel panel, string right, string output) => writer.Call(
            panel,
            ("left", "left"), ("right", right), ("output", output), ("rows", "count"),
            ("rightApart", panel == Pair ? stride : null), ("outputApart", panel == Pair ? "apart" : null),
            ("accumulate", "accumulate || first > 0"));
    }
}
