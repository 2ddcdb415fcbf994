using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Conformance.Onnx.Kernels;

/// <summary>An activation of every element over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Activation">A function of each value alone.</param>
internal sealed record ActivationKernel(Axis Columns, RowLayout Layout, Activation Activation) : Kernel
{
    /// <summary>output = function(Slope x input) / Slope: swish with a slope of its own, Ramachandran et al. 2017. Not zero.</summary>
    public float Slope { get; init; } = 1;

    protected override KernelName Words => new KernelName($"{this.Activation}{KernelName.Of(this.Columns)}")
        .Number("Slope", this.Slope, usual: 1).Rows(this.Layout);

    public override string Family => "Activation";

    public override IEnumerable<VectorFunction> Functions => this.Function.Functions(withDerivative: false);

    public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("row", "rows");

    public override string Summary => this.HasSlope
        ? $"output = {this.Function.Formula($"{Literal.Float(this.Slope)} * input")} / {Literal.Float(this.Slope)}, {this.Columns.Count} columns."
        : $"output = {this.Function.Formula("input")}, {this.Columns.Count} columns.";

    private PointwiseFunction Function => Activations.FunctionOf(this.Activation);

    private bool HasSlope => !this.Slope.Equals(1f);

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        if (this.HasSlope)
        {
            writer.Declare("slope", writer.Broadcast(this.Slope));
            writer.Declare("inverse", writer.Broadcast(1 / this.Slope));
        }

        writer.Panels(this.Columns.Panels, _ => this.WritePanel(writer), $"input += {stride}", $"output += {stride}");
    }

    private void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (nint at = row * 16; at < (row + rows) * 16; at += 16)"))
        {
            writer.DeclareRow("input", "at");
            writer.DeclareRow("output", "at");
            writer.Each(vector =>
            {
                string x = writer.At("input", vector);
                string y = this.Function.Apply(writer, this.HasSlope ? $"{x} * slope" : x, $"{vector}");

                return $"{writer.At("output", vector)} = {(this.HasSlope ? $"{Parentheses.Around(y)} * inverse" : y)};";
            });
        }
    }
}
