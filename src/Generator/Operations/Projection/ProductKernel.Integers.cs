using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>Weights that are integers, and an input that is rounded to integers before the first panel.</content>
internal sealed partial record ProductKernel
{
    private void WriteRounding(KernelWriter writer)
    {
        writer.Declare("int*", "rounded", $"(int*){Pointer.To("scratch", $"{this.RowScales}")}");

        if (this.HasSums)
        {
            writer.Declare("int*", "sums", $"&rounded[{Literal.Integer(this.RoundedIntegers)}]");
        }

        writer.Call(
            this.Round,
            ("input", "input"), ("scales", "scratch"), ("rounded", "rounded"), ("sums", this.HasSums ? "sums" : null),
            ("inputStride", Literal.Integer(this.Stride)), ("depth", $"{this.Depth}"), ("rows", "rows"));
    }

    private void WriteIntegerTiles(KernelWriter writer, bool isPair)
    {
        string stride = Literal.Integer(this.Stride);
        string initialApart = this.Initial == "residual" ? stride : this.Initial == "bias" ? $"{Panels.Width}" : "0";

        writer.Call(
            new IntegerTiles(this.Weights, isPair),
            ("input", "rounded"), ("sums", this.HasSums ? "sums" : null), ("scales", "scratch"), ("weights", "weights"),
            ("output", "output"), ("initial", this.Initial),
            ("rows", "rows"), ("initialStride", this.AddsResidualInTiles ? $"{Panels.Width}" : "0"),
            ("inputStride", $"rows * {RoundRowsKernel.Pairs}"), ("depth", $"{this.Depth}"),
            ("initialApart", isPair ? initialApart : null), ("outputApart", isPair ? stride : null),
            ("weightsApart", isPair ? Literal.Integer(this.WeightStride) : null));
    }

    private bool HasSums => WeightLayout.Of(this.Weights).HasZeros;

    private RoundRowsKernel Round => new(this.HasSums);

    // Of a block, or of all that there are.
    private int RoundedRows => System.Math.Min(this.Layout.Capacity, RowPlan.Block);

    // The scales of the rows, in whole cache lines.
    private int RowScales => Axis.RoundUp(this.RoundedRows);

    private int RoundedGroups => WeightLayout.Of(this.Weights).Groups(this.Depth);

    private int RoundedIntegers => this.RoundedRows * RoundRowsKernel.Pairs * this.RoundedGroups;

    public override int ScratchFloats => this.IsInteger
        ? this.RowScales + this.RoundedIntegers + (this.HasSums ? Axis.RoundUp(this.RoundedRows * this.RoundedGroups) : 0)
        : 0;

    private Kernel AllTilesOf(bool isPair) => this.IsInteger ? new IntegerTiles(this.Weights, isPair) : this.TilesOf(isPair);
}
