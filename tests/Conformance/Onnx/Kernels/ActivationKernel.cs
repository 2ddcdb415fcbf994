using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Conformance.Onnx.Kernels;

/// <summary>An activation of every element over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Function">The activation; one without a second input or output.</param>
internal sealed record ActivationKernel(Axis Columns, RowLayout Layout, Epilogue Function) : Kernel
{
    /// <summary>output = function(Slope x input) / Slope: swish with a slope of its own, Ramachandran et al. 2017. Not zero.</summary>
    public float Slope { get; init; } = 1;

    protected override KernelName Words => new KernelName($"{this.Function}{KernelName.Of(this.Columns)}")
        .Number("Slope", this.Slope, usual: 1).Rows(this.Layout);

    public override string Family => "Activation";

    public override IEnumerable<VectorFunction> Functions => Activations.FunctionsOf(this.Function);

    public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("row", "rows");

    public override string Summary => this.HasSlope
        ? $"output = {Activations.Formula(this.Function, $"{Literal.Float(this.Slope)} * input")} / {Literal.Float(this.Slope)}, {this.Columns.Count} columns."
        : $"output = {Activations.Formula(this.Function, "input")}, {this.Columns.Count} columns.";

    private bool HasSlope => !this.Slope.Equals(1f);

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        if (this.HasSlope)
        {
            writer.Declare("slope", writer.Create(this.Slope));
            writer.Declare("inverse", writer.Create(1 / this.Slope));
        }

        writer.Panels(this.Columns.Panels, _ => this.WritePanel(writer), $"input += {stride}", $"output += {stride}");
    }

    private void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (nint at = row * 16; at < (row + rows) * 16; at += 16)"))
        {
            writer.Each(vector =>
            {
                string x = writer.AtIndex("input", vector);
                string y = Activations.Call(this.Function, this.HasSlope ? $"{x} * slope" : x, string.Empty);

                return $"{writer.AtIndex("output", vector)} = {y}{(this.HasSlope ? " * inverse" : "")};";
            });
        }
    }
}
