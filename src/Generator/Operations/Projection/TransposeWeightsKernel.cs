using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>A panel of the transpose of a product's weights.</summary>
/// <param name="Inputs">Rows of the weights in memory.</param>
/// <param name="Outputs">Columns of the weights in memory.</param>
internal sealed record TransposeWeightsKernel(int Inputs, int Outputs) : Kernel
{
    private static readonly TransposeKernel Transpose = new();

    protected override KernelName Words => new($"TransposeWeights{this.Inputs}x{this.Outputs}");

    public override string Family => "Tiles";

    public override Signature Signature => Signature.Empty.Floats("weights", "transposed");

    public override string Summary =>
        $"transposed[{this.Outputs}, {Panels.Width}] = weights[{Panels.Width} of {this.Inputs}, {this.Outputs}]^T.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [Transpose];

    public override void WriteBody(KernelWriter writer) => writer.Call(
        Transpose,
        ("input", "weights"), ("output", "transposed"), ("inputStride", Literal.Integer((long)this.Inputs * Panels.Width)),
        ("columns", Literal.Integer(this.Outputs)), ("scale", "1"));
}
