using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Conformance.Onnx.Kernels;

/// <summary>The negative log-likelihood over a block of rows that hold log-probabilities already.</summary>
/// <param name="Layout">The rows of activations.</param>
internal sealed record LikelihoodKernel(RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName("Likelihood").Rows(this.Layout);

    public override string Family => "CrossEntropy";

    public override Signature Signature => Signature.Empty.Floats("logarithms").Integers("labels").Floats("losses").Indices("row", "rows");

    public override string Summary => "losses[row] = -logarithms[row, label], 0 where the label is negative.";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("int label = labels[row];");
            writer.Line($"losses[row] = label < 0 ? 0 : -logarithms[label / 16 * (nint){stride} + row * 16 + label % 16];");
        }
    }
}
