using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>A gated activation over a block of rows: the input holds the halves side by side. Shazeer 2020.</summary>
/// <param name="Columns">d_ff: the columns of one half.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Activation">A gated unit.</param>
internal sealed record GateKernel(Axis Columns, RowLayout Layout, Activation Activation) : Kernel
{
    protected override KernelName Words => new KernelName($"{this.Activation}{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Gate";

    public override IEnumerable<VectorFunction> Functions => this.Function.Functions(withDerivative: false);

    public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("row", "rows");

    public override string Summary =>
        $"output = up * {this.Function.Formula("gate")}, {this.Columns.Count} columns each; input = [up, gate].";

    private PointwiseFunction Function => Activations.GateOf(this.Activation);

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("float*", "gate", $"&input[{Literal.Integer((long)this.Columns.Padded * this.Layout.Capacity)}]");
        writer.Line();

        writer.EachRow(this.Columns, this.Layout, ["input", "gate", "output"], () => writer.Each(vector =>
        {
            string activated = this.Function.Apply(writer, writer.At("gate", vector), $"{vector}");

            return $"{writer.At("output", vector)} = {writer.At("input", vector)} * {Parentheses.Around(activated)};";
        }));
    }
}
