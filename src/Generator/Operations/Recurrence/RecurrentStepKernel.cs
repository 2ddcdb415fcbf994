using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>One row of one step of a gated recurrent unit, behind the products. Cho et al. 2014.</summary>
/// <param name="Columns">The state.</param>
/// <param name="HasResidual">Whether a row is added to the output.</param>
/// <param name="Layout">The rows of activations: the gates of the input, the residual, the output and what is kept.</param>
/// <param name="Product">The rows of the states before the step and of their product.</param>
/// <param name="State">The rows of the states behind it.</param>
internal sealed record RecurrentStepKernel(Axis Columns, bool HasResidual, RowLayout Layout, RowLayout Product, RowLayout State) : Kernel
{
    /// <summary>Whether the gates and the state before the step are kept for the backward pass.</summary>
    public bool Keeps { get; init; }

    protected override KernelName Words => new KernelName($"RecurrentStep{KernelName.Of(this.Columns)}")
        .If(this.HasResidual, "Residual").If(this.Keeps, "Kept")
        .Rows(this.Layout).Word("Of").Rows(this.Product).Word("To").Rows(this.State);

    public override string Family => "Recurrence";

    public override IEnumerable<VectorFunction> Functions => [new SigmoidFunction(), new TanhFunction(HasDerivative: false)];

    public override Signature Signature => Signature.Empty
        .Floats("inputGates", "hiddenGates", "before", "state").FloatsIf(this.HasResidual, "residual").Floats("output")
        .FloatsIf(this.Keeps, "gates", "previous");

    public override string Summary => string.Concat(
        $"A step of one row of {this.Columns.Count} columns: reset = sigmoid(r + a), update = sigmoid(z + b), ",
        "candidate = tanh(n + reset * q),\n",
        "state = candidate + update * (before - candidate), with inputGates = [r, z, n] and hiddenGates = [a, b, q]; ",
        $"output = state{(this.HasResidual ? " + residual" : "")}.",
        this.Keeps ? "\nKept for the backward pass: gates = [reset, update, candidate, q] and previous = before." : "");

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);
        string product = Literal.Integer(this.Product.Stride);

        writer.Panels(
            this.Columns.Panels,
            _ => this.WritePanel(writer),
            [
                $"inputGates = &inputGates[{stride}]", $"hiddenGates = &hiddenGates[{product}]", $"before = &before[{product}]",
                $"state = &state[{Literal.Integer(this.State.Stride)}]",
                .. this.HasResidual ? [$"residual = &residual[{stride}]"] : (string[])[],
                $"output = &output[{stride}]",
                .. this.Keeps ? [$"gates = &gates[{stride}]", $"previous = &previous[{stride}]"] : (string[])[],
            ]);
    }

    private void WritePanel(KernelWriter writer)
    {
        DeclareGates(writer, "inputGates", ["r", "z", "n"], this.Columns, this.Layout);
        DeclareGates(writer, "hiddenGates", ["a", "b", "q"], this.Columns, this.Product);
        writer.DeclareRow("before");
        writer.Declare("reset", vector => $"Sigmoid({writer.At("r", vector)} + {writer.At("a", vector)})");
        writer.Declare("update", vector => $"Sigmoid({writer.At("z", vector)} + {writer.At("b", vector)})");
        writer.Declare("hidden", vector => writer.At("q", vector));
        writer.Declare("candidate", vector => $"Tanh({writer.MultiplyAdd($"reset{vector}", $"hidden{vector}", writer.At("n", vector))})");
        writer.Declare("old", vector => writer.At("before", vector));
        writer.Declare("new", vector => writer.MultiplyAdd($"update{vector}", $"(old{vector} - candidate{vector})", $"candidate{vector}"));
        writer.Line();
        this.WriteResults(writer);
    }

    // The state may stand where it stood before: everything is read by now.
    private void WriteResults(KernelWriter writer)
    {
        writer.DeclareRow("state");
        writer.DeclareRow("output");
        writer.Each(vector => $"{writer.At("state", vector)} = new{vector};");

        if (this.HasResidual)
        {
            writer.DeclareRow("residual");
        }

        writer.Each(vector =>
            $"{writer.At("output", vector)} = new{vector}{(this.HasResidual ? $" + {writer.At("residual", vector)}" : "")};");

        if (!this.Keeps)
        {
            return;
        }

        string[] kept = ["reset", "update", "candidate", "hidden"];
        writer.Line();
        DeclareGates(writer, "gates", ["keptReset", "keptUpdate", "keptCandidate", "keptHidden"], this.Columns, this.Layout);
        writer.DeclareRow("previous");

        foreach (string value in kept)
        {
            string place = $"kept{char.ToUpperInvariant(value[0])}{value.Substring(1)}";
            writer.Each(vector => $"{writer.At(place, vector)} = {value}{vector};");
        }

        writer.Each(vector => $"{writer.At("previous", vector)} = old{vector};");
    }

    /// <summary>Declares the rows of gates that stand side by side in a matrix.</summary>
    public static void DeclareGates(KernelWriter writer, string matrix, string[] names, Axis columns, RowLayout layout)
    {
        for (int gate = 0; gate < names.Length; gate++)
        {
            writer.DeclareRowAs(names[gate], matrix, gate == 0 ? [] : [Literal.Integer((long)gate * columns.Panels * layout.Stride)]);
        }
    }
}
