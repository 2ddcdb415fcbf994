using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Rows to some places of their pairs.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Pairs">The pairs of rows and experts.</param>
internal sealed record GatherKernel(Axis Columns, RowLayout Layout, RowLayout Pairs) : Kernel
{
    protected override KernelName Words => new KernelName($"Gather{KernelName.Of(this.Columns)}")
        .Rows(this.Layout).Word($"Pairs{this.Pairs.Capacity}");

    public override string Family => "Experts";

    public override Signature Signature => Signature.Empty.Floats("input").Integers("sources").Floats("output").Indices("row", "rows");

    public override string Summary =>
        $"output[place] = input[sources[place] % {Literal.Integer(this.Layout.Capacity)}], {this.Columns.Count} columns: " +
        "the row of each pair.";

    public override void WriteBody(KernelWriter writer) => writer.Panels(
        this.Columns.Panels,
        _ => this.WritePanel(writer),
        $"input = &input[{Literal.Integer(this.Layout.Stride)}]", $"output = &output[{Literal.Integer(this.Pairs.Stride)}]");

    private void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (nint place = row; place < row + rows; place++)"))
        {
            writer.DeclareRow("input", $"sources[place] % {Literal.Integer(this.Layout.Capacity)} * {Shared.Panels.Width}");
            writer.DeclareRow("output", $"place * {Shared.Panels.Width}");
            writer.Each(vector => $"{writer.At("output", vector)} = {writer.At("input", vector)};");
        }
    }
}
