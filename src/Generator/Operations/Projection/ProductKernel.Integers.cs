using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>Weights that are integers, and an input that is rounded to integers before the first panel.</content>
internal sealed partial record ProductKernel
{
    private void WriteRounding(KernelWriter writer)
    {
        writer.Declare("int*", "rounded", $"(int*){Pointer.To("scratch", $"{this.RowScales}")}");
        writer.Call(
            new RoundRowsKernel(),
            ("input", "input"), ("scales", "scratch"), ("rounded", "rounded"), ("inputStride", Literal.Integer(this.Stride)),
            ("depth", $"{this.Depth}"), ("rows", "rows"));
    }

    private void WriteIntegerTiles(KernelWriter writer, bool isPair)
    {
        string stride = Literal.Integer(this.Stride);
        string initialApart = this.Initial == "residual" ? stride : this.Initial == "bias" ? $"{Panels.Width}" : "0";

        writer.Call(
            new IntegerTiles(isPair),
            ("input", "rounded"), ("scales", "scratch"), ("weights", "weights"), ("output", "output"), ("initial", this.Initial),
            ("rows", "rows"), ("initialStride", this.AddsResidualInTiles ? $"{Panels.Width}" : "0"),
            ("inputStride", $"rows * {RoundRowsKernel.Pairs}"), ("depth", $"{this.Depth}"),
            ("initialApart", isPair ? initialApart : null), ("outputApart", isPair ? stride : null),
            ("weightsApart", isPair ? Literal.Integer(this.WeightStride) : null));
    }

    private Kernel AllTilesOf(bool isPair) => this.IsInteger ? new IntegerTiles(isPair) : this.TilesOf(isPair);
}
