using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>Weights that are integers, and an input that is rounded to integers before the first panel.</content>
internal sealed partial record ProductKernel
{
    /// <summary>Whether <see cref="RoundInputKernel"/> has rounded the input into the scratch that it is given.</summary>
    public bool IsRounded { get; init; }

    /// <summary>The input as integers.</summary>
    public RoundedInput Rounded => new(this.Depth, this.Layout, WeightLayout.Of(this.Weights).HasZeros);

    private void WriteRounding(KernelWriter writer)
    {
        this.Rounded.Declare(writer);

        if (!this.IsRounded)
        {
            this.Rounded.CallKernel(writer);
        }

        writer.Comment("While rows are multiplied by some panels, each of them has a share of the next panels fetched.");
        writer.Declare("nint", "share", $"{Literal.Integer(this.WeightStride * IntegerTiles.Parts / (this.Depth / 2))} / rows");
    }

    private void WriteIntegerTiles(KernelWriter writer, bool isPair)
    {
        string stride = Literal.Integer(this.Stride);
        string initialApart = this.Initial == "residual" ? stride : this.Initial == "bias" ? $"{Panels.Width}" : "0";

        writer.Call(
            new IntegerTiles(this.Weights, isPair),
            ("input", "rounded"), ("sums", this.Rounded.HasSums ? "sums" : null), ("scales", "scratch"), ("weights", "weights"),
            ("output", "output"), ("initial", this.Initial),
            ("ahead", Pointer.To("weights", Literal.Integer((isPair ? 2 : 1) * this.WeightStride))), ("rows", "rows"), ("share", "share"),
            ("initialStride", this.AddsResidualInTiles ? $"{Panels.Width}" : "0"),
            ("inputStride", $"rows * {RoundRowsKernel.Pairs}"), ("depth", $"{this.Depth}"),
            ("initialApart", isPair ? initialApart : null), ("outputApart", isPair ? stride : null),
            ("weightsApart", isPair ? Literal.Integer(this.WeightStride) : null));
    }

    public override int ScratchFloats => this.IsInteger ? this.Rounded.Floats : 0;

    private Kernel AllTilesOf(bool isPair) => this.IsInteger ? new IntegerTiles(this.Weights, isPair) : this.TilesOf(isPair);
}
