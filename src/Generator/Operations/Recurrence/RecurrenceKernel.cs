using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>A gated recurrent unit through a group of sequences, one step of all of them after another.</summary>
/// <param name="Columns">The state.</param>
/// <param name="HasBias">Whether the product of the state has a bias.</param>
/// <param name="HasResidual">Whether a matrix is added to the output.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RecurrenceKernel(Axis Columns, bool HasBias, bool HasResidual, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Recurrence{KernelName.Of(this.Columns)}")
        .If(this.HasBias, "Bias").If(this.HasResidual, "Residual").Rows(this.Layout);

    public override string Family => "Recurrence";

    public override Signature Signature => Signature.Empty
        .Floats("inputGates", "weights").FloatsIf(this.HasBias, "bias").FloatsIf(this.HasResidual, "residual")
        .Floats("output", "gates", "previous", "scratch").Then(SequenceGroup.Signature);

    public override int ScratchFloats => SequenceGroup.ScratchFloats(this.Columns);

    public override string Summary =>
        $"Sequences from the first to their ends, up to {SequenceGroup.Size} side by side, with states of {this.Columns.Count} columns:\n" +
        "a product of the states with the weights, then a step of each sequence that has a row left.";

    private ProductKernel Product => new(
        this.Columns.Padded, 3 * this.Columns.Padded, SequenceGroup.Layout, this.HasBias, HasResidual: false, Epilogue.None);

    private RecurrentStepKernel Step => new(this.Columns, this.HasResidual, this.Layout, SequenceGroup.Layout, SequenceGroup.Layout)
    {
        Keeps = true,
    };

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Product, this.Step];

    public override void WriteBody(KernelWriter writer)
    {
        SequenceGroup.WriteStart(writer, this.Columns, "state", "hiddenGates");

        using (writer.Block("for (nint step = 0; step < steps; step++)"))
        {
            writer.Call(
                this.Product,
                ("input", "state"), ("weights", "weights"), ("bias", this.HasBias ? "bias" : null), ("output", "hiddenGates"),
                ("row", "0"), ("rows", "count"));
            writer.Line();
            SequenceGroup.WriteEach(writer, () => writer.Call(
                this.Step,
                ("inputGates", SequenceGroup.Row("inputGates")), ("hiddenGates", SequenceGroup.Member("hiddenGates")),
                ("before", SequenceGroup.Member("state")), ("state", SequenceGroup.Member("state")),
                ("residual", this.HasResidual ? SequenceGroup.Row("residual") : null), ("output", SequenceGroup.Row("output")),
                ("gates", SequenceGroup.Row("gates")), ("previous", SequenceGroup.Row("previous"))));
        }
    }
}
