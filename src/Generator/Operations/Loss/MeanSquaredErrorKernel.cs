using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Mean squared error over a block of rows: losses, and the gradient of the values in their place.</summary>
/// <param name="Columns">The values of a row.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record MeanSquaredErrorKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"MeanSquaredError{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Loss";

    public override Signature Signature => Signature.Empty.Floats("values", "targets", "losses").Indices("row", "rows");

    public override string Summary =>
        $"losses[row] = sum((z - y)^2) / {this.Columns.Count} over the {this.Columns.Count} values z of a row and their targets y;\n" +
        $"z becomes (z - y) * 2 / {this.Columns.Count}. Padding is zero in both and adds nothing.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("float*", "z", $"&values[row * {Panels.Width}]");
            writer.Declare("float*", "y", $"&targets[row * {Literal.Integer(this.Columns.Padded)}]");
            writer.Declare("sum", _ => writer.Zero);
            writer.Line();
            writer.Panels(
                this.Columns.Panels,
                _ => this.WritePanel(writer),
                $"z = &z[{Literal.Integer(this.Layout.Stride)}]",
                $"y = &y[{Panels.Width}]");
            writer.Line();
            writer.Line($"losses[row] = {writer.Class}.Sum({writer.SumOf("sum")}) / {Literal.Float(this.Columns.Count)};");
        }
    }

    private void WritePanel(KernelWriter writer)
    {
        writer.DeclareRow("z");
        writer.DeclareRow("y");
        writer.Declare("difference", vector => $"{writer.At("z", vector)} - {writer.At("y", vector)}");
        writer.Each(vector => writer.AddProduct($"sum{vector}", $"difference{vector}", $"difference{vector}"));
        writer.Each(vector => $"{writer.At("z", vector)} = difference{vector} * {writer.Broadcast(2f / this.Columns.Count)};");
    }
}
