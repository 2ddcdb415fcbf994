using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The negative log-likelihood over a block of rows that hold log-probabilities already.</summary>
/// <param name="Classes">Classes per row.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="IsWeighted">Whether each class has a weight that losses of its labels are multiplied by.</param>
internal sealed record LikelihoodKernel(int Classes, RowLayout Layout, bool IsWeighted)
    : Kernel($"Likelihood{Classes}{(IsWeighted ? "Weighted" : "")}{Layout.Label}")
{
    public override string Family => "CrossEntropy";

    public override string Parameters => $"float* logarithms, int* labels, {(this.IsWeighted ? "float* weights, " : "")}float* losses, nint row, nint rows";

    public override string Summary =>
        $"losses[row] = -{(this.IsWeighted ? "weights[label] * " : "")}logarithms[row, label] of {this.Classes} classes, 0 where the label is negative.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("int", "label", "labels[row]");
            writer.Line();

            using (writer.Block("if (label < 0)"))
            {
                writer.Line("losses[row] = 0;");
                writer.Line("continue;");
            }

            writer.Line();
            writer.Line($"losses[row] = -{(this.IsWeighted ? "weights[label] * " : "")}logarithms[label / 16 * (nint){Literal.Integer(this.Layout.Stride)} + row * 16 + label % 16];");
        }
    }
}
