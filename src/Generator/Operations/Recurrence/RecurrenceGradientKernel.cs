using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>A gated recurrent unit backwards through a group of sequences.</summary>
/// <param name="Columns">The state.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RecurrenceGradientKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"RecurrenceGradient{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Recurrence";

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient", "gates", "previous", "weights", "inputGatesGradient", "hiddenGatesGradient", "scratch")
        .Then(SequenceGroup.Signature);

    public override int ScratchFloats => SequenceGroup.ScratchFloats(this.Columns);

    public override string Summary =>
        $"Sequences from their ends to the first row, up to {SequenceGroup.Size} side by side, " +
        $"with states of {this.Columns.Count} columns:\na step back of each sequence that has the row, " +
        "then the gradient of the states before it: " +
        "that of the gates times the transposed weights.";

    private ProductKernel Product => new(
        3 * this.Columns.Padded, this.Columns.Padded, SequenceGroup.Layout, HasBias: false, HasResidual: true, Epilogue.None);

    private RecurrentStepGradientKernel Step => new(this.Columns, this.Layout, SequenceGroup.Layout);

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Product, this.Step];

    public override void WriteBody(KernelWriter writer)
    {
        SequenceGroup.WriteStart(writer, this.Columns, "stateGradient", "stepGradient");

        using (writer.Block("for (nint step = steps - 1; step >= 0; step--)"))
        {
            SequenceGroup.WriteEach(writer, () => writer.Call(
                this.Step,
                ("outputGradient", SequenceGroup.Row("outputGradient")), ("gates", SequenceGroup.Row("gates")),
                ("previous", SequenceGroup.Row("previous")), ("stateGradient", SequenceGroup.Member("stateGradient")),
                ("inputGatesGradient", SequenceGroup.Row("inputGatesGradient")),
                ("hiddenGatesGradient", SequenceGroup.Row("hiddenGatesGradient")), ("stepGradient", SequenceGroup.Member("stepGradient"))));
            writer.Line();
            writer.Comment("Rows of sequences that end before the step are zero.");
            writer.Call(
                this.Product,
                ("input", "stepGradient"), ("weights", "weights"), ("residual", "stateGradient"), ("output", "stateGradient"),
                ("row", "0"), ("rows", "count"));
        }
    }
}
