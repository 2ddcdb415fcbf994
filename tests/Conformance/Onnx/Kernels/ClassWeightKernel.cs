using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Conformance.Onnx.Kernels;

/// <summary>Losses times the weights of their classes, in place.</summary>
internal sealed record ClassWeightKernel : Kernel
{
    protected override KernelName Words => new("ClassWeight");

    public override string Family => "CrossEntropy";

    public override Signature Signature => Signature.Empty.Floats("losses").Integers("labels").Floats("weights").Indices("row", "rows");

    public override string Summary => "losses[row] *= weights[label] where the label is not negative.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        using (writer.Block("if (labels[row] >= 0)"))
        {
            writer.Line("losses[row] *= weights[labels[row]];");
        }
    }
}
