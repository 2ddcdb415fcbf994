using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>Zeros over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record ClearKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Clear{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Embedding";

    public override Signature Signature => Signature.Empty.Floats("output").Indices("row", "rows");

    public override string Summary => $"output = 0, {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer) => writer.Panels(
        this.Columns.Panels,
        panel => writer.Line(
            $"new Span<float>({panel.Of("output", this.Layout.Stride)} + row * {Panels.Width}, (int)rows * {Panels.Width}).Clear();"));
}
