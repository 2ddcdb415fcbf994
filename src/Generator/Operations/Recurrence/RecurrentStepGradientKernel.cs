using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>One row of one step of a gated recurrent unit backwards, before the product.</summary>
/// <param name="Columns">The state.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Product">The rows of the product and of the gradient of the states.</param>
internal sealed record RecurrentStepGradientKernel(Axis Columns, RowLayout Layout, RowLayout Product) : Kernel
{
    protected override KernelName Words =>
        new KernelName($"RecurrentStepGradient{KernelName.Of(this.Columns)}").Rows(this.Layout).Word("Of").Rows(this.Product);

    public override string Family => "Recurrence";

    public override Signature Signature => Signature.Empty.Floats(
        "outputGradient", "gates", "previous", "stateGradient", "inputGatesGradient", "hiddenGatesGradient", "stepGradient");

    public override string Summary => string.Concat(
        $"A step back of one row of {this.Columns.Count} columns: with d = stateGradient + outputGradient and ",
        "gates = [reset, update, candidate, q],\ndn = d * (1 - update) * (1 - candidate^2), ",
        "dz = d * (previous - candidate) * update * (1 - update), dr = dn * q * reset * (1 - reset);\n",
        "inputGatesGradient = [dr, dz, dn], hiddenGatesGradient = stepGradient = [dr, dz, dn * reset], stateGradient = d * update.");

    private static readonly string[] Names = ["reset", "update", "candidate", "hidden"];

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);
        string product = Literal.Integer(this.Product.Stride);
        string[] ofRows = ["outputGradient", "gates", "previous", "inputGatesGradient", "hiddenGatesGradient"];
        string[] ofGroup = ["stateGradient", "stepGradient"];

        writer.Panels(
            this.Columns.Panels,
            _ => this.WritePanel(writer),
            [
                .. ofRows.Select(matrix => $"{matrix} = &{matrix}[{stride}]"),
                .. ofGroup.Select(matrix => $"{matrix} = &{matrix}[{product}]"),
            ]);
    }

    private void WritePanel(KernelWriter writer)
    {
        RecurrentStepKernel.DeclareGates(writer, "gates", Names, this.Columns, this.Layout);
        writer.DeclareRow("outputGradient");
        writer.DeclareRow("previous");
        writer.DeclareRow("stateGradient");
        writer.Declare("d", vector => $"{writer.At("stateGradient", vector)} + {writer.At("outputGradient", vector)}");

        foreach (string name in Names)
        {
            writer.Declare(name, vector => writer.At(name, vector));
        }

        string one = writer.Broadcast(1);
        writer.Declare("rest", vector => $"{one} - update{vector}");
        writer.Declare("slope", vector => writer.MultiplySubtract($"candidate{vector}", $"candidate{vector}", one));
        writer.Declare("dn", vector => $"d{vector} * rest{vector} * slope{vector}");
        writer.Declare("difference", vector => $"{writer.At("previous", vector)} - candidate{vector}");
        writer.Declare("dz", vector => $"d{vector} * difference{vector} * (update{vector} * rest{vector})");
        writer.Declare("dr", vector => $"dn{vector} * hidden{vector} * (reset{vector} * ({one} - reset{vector}))");
        writer.Declare("dq", vector => $"dn{vector} * reset{vector}");
        writer.Line();
        writer.Each(vector => $"{writer.At("stateGradient", vector)} = d{vector} * update{vector};");
        this.Write(writer, "inputGatesGradient", "input", "dn", this.Layout);
        this.Write(writer, "hiddenGatesGradient", "kept", "dq", this.Layout);
        this.Write(writer, "stepGradient", "step", "dq", this.Product);
    }

    private void Write(KernelWriter writer, string matrix, string prefix, string last, RowLayout layout)
    {
        string[] values = ["dr", "dz", last];
        string[] names = [.. values.Select(value => prefix + char.ToUpperInvariant(value[0]) + value.Substring(1))];
        writer.Line();
        RecurrentStepKernel.DeclareGates(writer, matrix, names, this.Columns, layout);

        for (int i = 0; i < values.Length; i++)
        {
            writer.Each(vector => $"{writer.At(names[i], vector)} = {values[i]}{vector};");
        }
    }
}
