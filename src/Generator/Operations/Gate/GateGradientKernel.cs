using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradient of a gated activation.</summary>
/// <param name="Columns">d_ff: the columns of one half.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Activation">swiglu or geglu.</param>
internal sealed record GateGradientKernel(Axis Columns, RowLayout Layout, Gating Activation) : Kernel
{
    protected override KernelName Words => new KernelName($"{this.Activation}Gradient{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Gate";

    public override IEnumerable<VectorFunction> Functions => Activations.FunctionsOf(this.Function);

    public override Signature Signature => Signature.Empty.Floats("outputGradient", "input", "result").Indices("row", "rows");

    public override string Summary
    {
        get
        {
            string function = Activations.Formula(Activations.GateOf(this.Activation, withDerivative: false), "gate");

            return $"result = [outputGradient * {function}, outputGradient * up * {function.Replace("(", "'(")}], {this.Columns.Count} columns each; input = [up, gate].";
        }
    }

    private Epilogue Function => Activations.GateOf(this.Activation, withDerivative: true);

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);
        string half = Literal.Integer((long)this.Columns.Padded * this.Layout.Capacity);
        writer.Declare("float*", "gate", $"input + {half}");
        writer.Declare("float*", "gateGradient", $"result + {half}");
        writer.Line();
        string[] moved = ["outputGradient", "input", "gate", "result", "gateGradient"];
        writer.Panels(this.Columns.Panels, _ => this.WritePanel(writer), [.. moved.Select(pointer => $"{pointer} += {stride}")]);
    }

    private void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (nint at = row * 16; at < (row + rows) * 16; at += 16)"))
        {
            writer.Declare("gradient", vector => writer.AtIndex("outputGradient", vector));
            writer.Declare("activated", vector => Activations.Call(this.Function, writer.AtIndex("gate", vector), $"out {writer.Vector} derivative{vector}"));
            writer.Each(vector => $"{writer.AtIndex("result", vector)} = gradient{vector} * activated{vector};");
            writer.Each(vector => $"{writer.AtIndex("gateGradient", vector)} = gradient{vector} * {writer.AtIndex("input", vector)} * derivative{vector};");
        }
    }
}
