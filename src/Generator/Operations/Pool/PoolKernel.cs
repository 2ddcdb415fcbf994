using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The rows of sequences to a row for each, over a block of sequences.</summary>
/// <param name="Pooling">What becomes of the rows.</param>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations, of which a sequence's only row is one.</param>
internal sealed record PoolKernel(PoolingForm Pooling, Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words =>
        new KernelName($"Pool{this.Pooling}{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Pool";

    public override Signature Signature => Signature.Empty
        .Floats("input").Integers("starts").IntegersIf(this.Pooling != PoolingForm.First, "lengths").Floats("output")
        .Indices("row", "rows");

    public override string Summary => this.Pooling switch
    {
        PoolingForm.First => $"output[row] = input[starts[row]], {this.Columns.Count} columns: the first row of each sequence.",
        PoolingForm.Mean => $"output[row] = the mean of lengths[row] rows of input from starts[row] on, {this.Columns.Count} columns.",
        _ => $"output[row] = input[starts[row] + lengths[row] - 1], {this.Columns.Count} columns: the last row of each sequence.",
    };

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        writer.Panels(this.Columns.Panels, _ => this.WritePanel(writer), $"input = &input[{stride}]", $"output = &output[{stride}]");
    }

    private void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (nint i = row; i < row + rows; i++)"))
        {
            if (this.Pooling == PoolingForm.Mean)
            {
                WriteMean(writer);
                return;
            }

            string chosen = this.Pooling == PoolingForm.Last ? "(nint)(starts[i] + lengths[i] - 1)" : "(nint)starts[i]";
            writer.DeclareRow("input", $"{chosen} * {Panels.Width}");
            writer.DeclareRow("output", $"i * {Panels.Width}");
            writer.Each(vector => $"{writer.At("output", vector)} = {writer.At("input", vector)};");
        }
    }

    private static void WriteMean(KernelWriter writer)
    {
        writer.Declare("float*", "x", $"&input[(nint)starts[i] * {Panels.Width}]");
        writer.Declare("sum", _ => writer.Zero);
        writer.Line();

        using (writer.Block($"for (nint at = 0, end = (nint)lengths[i] * {Panels.Width}; at < end; at += {Panels.Width})"))
        {
            writer.DeclareRow("x", "at");
            writer.Each(vector => $"sum{vector} += {writer.At("x", vector)};");
        }

        writer.Line();
        writer.DeclareRow("output", $"i * {Panels.Width}");
        writer.Declare("length", writer.Broadcast("(float)lengths[i]"));
        writer.Each(vector => $"{writer.At("output", vector)} = sum{vector} / length;");
    }
}
