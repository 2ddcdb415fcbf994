using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradient of a gated activation.</summary>
/// <param name="Columns">d_ff: the columns of one half.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Activation">A gated unit.</param>
internal sealed record GateGradientKernel(Axis Columns, RowLayout Layout, Activation Activation) : Kernel
{
    protected override KernelName Words => new KernelName($"{this.Activation}Gradient{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Gate";

    public override IEnumerable<VectorFunction> Functions => this.Function.Functions(withDerivative: true);

    public override Signature Signature => Signature.Empty.Floats("outputGradient", "input", "result").Indices("row", "rows");

    public override string Summary => string.Concat(
        $"result = [outputGradient * {this.Function.Formula("gate")}, outputGradient * up * {this.Function.DerivativeFormula("gate")}], ",
        $"{this.Columns.Count} columns each; input = [up, gate].");

    private static readonly string[] Matrices = ["outputGradient", "input", "gate", "result", "gateGradient"];

    private PointwiseFunction Function => Activations.GateOf(this.Activation);

    public override void WriteBody(KernelWriter writer)
    {
        string half = Literal.Integer((long)this.Columns.Padded * this.Layout.Capacity);
        writer.Declare("float*", "gate", $"&input[{half}]");
        writer.Declare("float*", "gateGradient", $"&result[{half}]");
        writer.Line();
        writer.EachRow(this.Columns, this.Layout, Matrices, () => this.WriteRow(writer));
    }

    private void WriteRow(KernelWriter writer)
    {
        writer.Declare("gradient", vector => writer.At("outputGradient", vector));
        writer.Declare("activated", vector => this.Function.ApplyWithDerivative(writer, writer.At("gate", vector), $"{vector}"));
        writer.Each(vector => $"{writer.At("result", vector)} = gradient{vector} * activated{vector};");
        writer.Each(vector =>
        {
            string product = $"gradient{vector} * {writer.At("input", vector)}";

            return $"{writer.At("gateGradient", vector)} = {product} * {PointwiseFunction.Derivative($"{vector}")};";
        });
    }
}
