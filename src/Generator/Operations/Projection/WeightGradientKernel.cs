using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradient of 16 outputs of a projection with respect to some panels of its inputs.</summary>
/// <param name="Layout">The rows of activations.</param>
/// <param name="MayLackRows">Whether there may be no rows, which leave the gradient zero: an expert that nobody has chosen.</param>
internal sealed record WeightGradientKernel(RowLayout Layout, bool MayLackRows = false) : Kernel
{
    /// <summary>Rows of two panels that stay in the first level cache while every tile reads them: 2 x 12 KB.</summary>
    private const int RowBlock = 192;

    private static readonly OuterPanel Panel = new();

    protected override KernelName Words => new KernelName("WeightGradient").If(this.MayLackRows, "OfExpert").Rows(this.Layout);

    public override string Family => "WeightGradient";

    public override Signature Signature => Signature.Empty
        .Floats("input", "outputGradient", "gradient").Indices("panels", "rows").Flags("accumulate");

    public override string Summary =>
        $"gradient[{Panels.Width} x panels, {Panels.Width}] (+)= input[rows, {Panels.Width} x panels]^T " +
        $"x outputGradient[rows, {Panels.Width}];\n" +
        $"rows are summed in order, in blocks of {RowBlock} that stay in the first level cache." +
        (this.MayLackRows ? " Without rows the gradient is zero." : "");

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [Panel];

    public override void WriteBody(KernelWriter writer)
    {
        if (this.MayLackRows)
        {
            using (writer.Block("if (rows == 0 && !accumulate)"))
            {
                writer.Line($"new Span<float>(gradient, (int)panels * {Panels.Square}).Clear();");
            }

            writer.Line();
        }

        using (writer.Block($"for (nint first = 0; first < rows; first += {RowBlock})"))
        {
            writer.Declare("nint", "count", $"Math.Min({RowBlock}, rows - first)");
            writer.Declare("float*", "left", $"&input[first * {Panels.Width}]");
            writer.Declare("float*", "sums", "gradient");
            writer.Line();

            string stride = Literal.Integer(this.Layout.Stride);

            using (writer.Block($"for (nint panel = 0; panel < panels; panel++, left += {stride}, sums += {Panels.Square})"))
            {
                writer.Call(
                    Panel,
                    ("left", "left"), ("right", $"&outputGradient[first * {Panels.Width}]"), ("output", "sums"),
                    ("rows", "count"), ("accumulate", "accumulate || first > 0"));
            }
        }
    }
}

/// <summary>The gradient of 16 biases.</summary>
internal sealed record BiasGradientKernel : Kernel
{
    protected override KernelName Words => new("BiasGradient");

    public override string Family => "WeightGradient";

    public override Signature Signature => Signature.Empty.Floats("outputGradient", "gradient").Indices("rows").Flags("accumulate");

    public override string Summary =>
        $"gradient[{Panels.Width}] (+)= sum over rows of outputGradient[rows, {Panels.Width}]; rows in order.";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("sum", _ => writer.Zero);
        writer.DeclareRow("gradient");
        writer.Line();

        using (writer.Block("if (accumulate)"))
        {
            writer.Each(vector => $"sum{vector} = {writer.At("gradient", vector)};");
        }

        writer.Line();

        using (writer.Block($"for (nint at = 0; at < rows * {Panels.Width}; at += {Panels.Width})"))
        {
            writer.DeclareRow("outputGradient", "at");
            writer.Each(vector => $"sum{vector} += {writer.At("outputGradient", vector)};");
        }

        writer.Line();
        writer.Each(vector => $"{writer.At("gradient", vector)} = sum{vector};");
    }
}
