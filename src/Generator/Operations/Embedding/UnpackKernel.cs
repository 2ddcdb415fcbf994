using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Copies rows out of a panel matrix: logits for whoever reads them by rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of the matrix.</param>
internal sealed record UnpackKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Unpack{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Embedding";

    public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("row", "rows");

    public override string Summary => $"output[row, 0..{this.Columns.Padded - 1}] = the columns of a row, contiguous.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("float*", "x", $"&input[row * {Panels.Width}]");
            writer.Declare("float*", "y", $"&output[row * {Literal.Integer(this.Columns.Padded)}]");
            writer.Line();

            writer.Panels(
                this.Columns.Panels, _ => WritePanel(writer), $"x = &x[{Literal.Integer(this.Layout.Stride)}]", $"y = &y[{Panels.Width}]");
        }
    }

    private static void WritePanel(KernelWriter writer)
    {
        writer.DeclareRow("x");
        writer.DeclareRow("y");
        writer.Each(vector => $"{writer.At("y", vector)} = {writer.At("x", vector)};");
    }
}
