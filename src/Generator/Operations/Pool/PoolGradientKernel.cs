using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradients of sequences to those of their rows, over a block of rows.</summary>
/// <param name="Pooling">What became of the rows.</param>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record PoolGradientKernel(PoolingForm Pooling, Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words =>
        new KernelName($"Pool{this.Pooling}Gradient{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Pool";

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient").Integers("sequences").IntegersIf(this.Pooling != PoolingForm.Mean, "positions")
        .IntegersIf(this.Pooling != PoolingForm.First, "lengths").Floats("result").Indices("row", "rows");

    public override string Summary => this.Pooling == PoolingForm.Mean
        ? $"result[row] = outputGradient[sequences[row]] / lengths[sequences[row]], {this.Columns.Count} columns."
        : $"result[row] = outputGradient[sequences[row]] where row is the {(this.Pooling == PoolingForm.First ? "first" : "last")} " +
            $"of its sequence, 0 elsewhere; {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        writer.Panels(
            this.Columns.Panels,
            _ => this.WritePanel(writer),
            $"outputGradient = &outputGradient[{stride}]",
            $"result = &result[{stride}]");
    }

    private void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (nint i = row; i < row + rows; i++)"))
        {
            writer.Declare("nint", "sequence", "sequences[i]");
            writer.DeclareRow("outputGradient", $"sequence * {Panels.Width}");
            writer.DeclareRow("result", $"i * {Panels.Width}");

            if (this.Pooling == PoolingForm.Mean)
            {
                writer.Declare("length", writer.Broadcast("(float)lengths[sequence]"));
                writer.Each(vector => $"{writer.At("result", vector)} = {writer.At("outputGradient", vector)} / length;");
            }
            else
            {
                this.WriteChosen(writer);
            }
        }
    }

    private void WriteChosen(KernelWriter writer)
    {
        string chosen = this.Pooling == PoolingForm.First ? "positions[i] == 0" : "positions[i] == lengths[sequence] - 1";
        writer.Line();

        using (writer.Block($"if ({chosen})"))
        {
            writer.Each(vector => $"{writer.At("result", vector)} = {writer.At("outputGradient", vector)};");
        }

        using (writer.Block("else"))
        {
            writer.Each(vector => $"{writer.At("result", vector)} = {writer.Zero};");
        }
    }
}
