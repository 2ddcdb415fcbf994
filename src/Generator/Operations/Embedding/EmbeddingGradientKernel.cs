using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradient of 16 columns of a table that rows were looked up in.</summary>
/// <param name="Scale">What the looked-up row was multiplied by.</param>
internal sealed record EmbeddingGradientKernel(float Scale) : Kernel
{
    protected override KernelName Words => new KernelName("EmbeddingGradient").Number("Scale", this.Scale, usual: 1);

    public override string Family => "Embedding";

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient").Integers("indices").Floats("gradient").Indices("tableRows", "rows").Flags("accumulate");

    public override string Summary =>
        "gradient[indices[row], 0..15] += outputGradient[row, 0..15]" +
        (this.Scale.Equals(1f) ? "" : $" * {Literal.Float(this.Scale)}") +
        " for one panel of a table; rows in order.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("if (!accumulate)"))
        {
            writer.Line($"new Span<float>(gradient, (int)tableRows * {Panels.Width}).Clear();");
        }

        writer.Line();

        using (writer.Block($"for (nint row = 0, at = 0; row < rows; row++, at += {Panels.Width})"))
        {
            writer.Declare("float*", "sum", $"&gradient[(nint)indices[row] * {Panels.Width}]");
            writer.DeclareRow("sum");
            writer.DeclareRow("outputGradient", "at");
            writer.Each(vector => this.Scale.Equals(1f)
                ? $"{writer.At("sum", vector)} += {writer.At("outputGradient", vector)};"
                : $"{writer.At("sum", vector)} += {writer.At("outputGradient", vector)} * {writer.Broadcast(this.Scale)};");
        }
    }
}
