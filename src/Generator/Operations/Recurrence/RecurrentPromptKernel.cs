using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>A gated recurrent unit through the tokens of a prompt.</summary>
/// <param name="Columns">The state.</param>
/// <param name="HasBias">Whether the product of the state has a bias.</param>
/// <param name="HasResidual">Whether a matrix is added to the output.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Weights">How the weights are stored.</param>
internal sealed record RecurrentPromptKernel(Axis Columns, bool HasBias, bool HasResidual, RowLayout Layout, WeightFormat Weights) : Kernel
{
    protected override KernelName Words => new KernelName($"RecurrentPrompt{KernelName.Of(this.Columns)}")
        .If(this.HasBias, "Bias").If(this.HasResidual, "Residual").Word(StoredWeights.LabelOf(this.Weights)).Rows(this.Layout);

    public override string Family => "Recurrence";

    public override Signature Signature => Signature.Empty
        .Floats("inputGates", "weights").FloatsIf(this.HasBias, "bias").FloatsIf(this.HasResidual, "residual")
        .Floats("output", "state", "scratch").Integers("slots", "positions").Indices("row", "rows");

    public override int ScratchFloats => 3 * this.Columns.Padded;

    public override string Summary =>
        $"The rows of a slot, from the given one to the last that follows it, with a state of {this.Columns.Count} columns that starts " +
        "from zero at position 0.\nA run of a slot that goes on from the run before is left to whoever has that one.";

    private RowProductKernel Product => new(this.Columns.Padded, this.HasBias, HasResidual: false, Epilogue.None, this.Weights);

    private RecurrentStepKernel Step => new(this.Columns, this.HasResidual, this.Layout, RowLayout.Row, RowLayout.Row);

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Product, this.Step];

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("int", "slot", "slots[row]");
        writer.Line();

        using (writer.Block("if (row > 0 && slots[row - 1] == slot)"))
        {
            writer.Line("return;");
        }

        writer.Line();

        using (writer.Block("if (positions[row] == 0)"))
        {
            writer.Line($"new Span<float>(state, {Literal.Integer(this.Columns.Padded)}).Clear();");
        }

        writer.Line();

        using (writer.Block("for (; row < rows && slots[row] == slot; row++)"))
        {
            this.WriteStep(writer);
        }
    }

    private void WriteStep(KernelWriter writer)
    {
        writer.Declare("nint", "at", $"row * {Panels.Width}");
        writer.Call(
            this.Product,
            ("input", "state"), ("weights", "weights"), ("bias", this.HasBias ? "bias" : null), ("output", "scratch"),
            ("panel", "0"), ("panels", Literal.Integer(3 * this.Columns.Panels)));
        writer.Call(
            this.Step,
            ("inputGates", "&inputGates[at]"), ("hiddenGates", "scratch"), ("before", "state"), ("state", "state"),
            ("residual", this.HasResidual ? "&residual[at]" : null), ("output", "&output[at]"));
    }
}
