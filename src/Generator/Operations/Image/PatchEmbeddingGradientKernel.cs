using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradient of projected patches, over a block of rows.</summary>
/// <param name="Columns">d_model.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record PatchEmbeddingGradientKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"PatchEmbeddingGradient{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Image";

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient").Integers("positions").Floats("result").Indices("row", "rows");

    public override string Summary =>
        $"result[row] = outputGradient[row], or 0 at position 0, where the class token stood; {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        writer.Panels(
            this.Columns.Panels,
            _ => WritePanel(writer),
            $"outputGradient = &outputGradient[{stride}]",
            $"result = &result[{stride}]");
    }

    private static void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (nint i = row; i < row + rows; i++)"))
        {
            writer.DeclareRow("outputGradient", $"i * {Panels.Width}");
            writer.DeclareRow("result", $"i * {Panels.Width}");

            writer.Declare("bool", "isFirst", "positions[i] == 0");
            writer.Each(vector =>
                $"{writer.At("result", vector)} = isFirst ? {writer.Zero} : {writer.At("outputGradient", vector)};");
        }
    }
}
