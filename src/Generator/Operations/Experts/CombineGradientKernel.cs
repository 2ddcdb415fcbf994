using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradients of what some pairs of rows and experts gave, and of the weights of the pairs.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Pairs">The pairs of rows and experts.</param>
internal sealed record CombineGradientKernel(Axis Columns, RowLayout Layout, RowLayout Pairs) : Kernel
{
    protected override KernelName Words => new KernelName($"CombineGradient{KernelName.Of(this.Columns)}")
        .Rows(this.Layout).Word($"Pairs{this.Pairs.Capacity}");

    public override string Family => "Experts";

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient", "input").Integers("sources").Floats("weights", "result", "weightGradient").Indices("row", "rows");

    public override string Summary =>
        $"result[place] = weights[pair] * outputGradient[row] and weightGradient[pair] = sum(outputGradient[row] * input[place]),\n" +
        $"{this.Columns.Count} columns; pair = sources[place], row = pair % {Literal.Integer(this.Layout.Capacity)}.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint place = row; place < row + rows; place++)"))
        {
            writer.Declare("int", "pair", "sources[place]");
            writer.Declare("nint", "from", $"pair % {Literal.Integer(this.Layout.Capacity)} * {Shared.Panels.Width}");
            writer.Declare("weight", writer.Broadcast("weights[pair]"));
            writer.Declare("products", writer.Zero);
            writer.Line();
            writer.Panels(this.Columns.Panels, panel => this.WritePanel(writer, panel));
            writer.Line();
            writer.Line($"weightGradient[pair] = {writer.Class}.Sum(products);");
        }
    }

    private void WritePanel(KernelWriter writer, PanelIndex panel)
    {
        string place = $"place * {Shared.Panels.Width}";
        writer.DeclareRow("outputGradient", panel.Offset(this.Layout.Stride), "from");
        writer.DeclareRow("input", panel.Offset(this.Pairs.Stride), place);
        writer.DeclareRow("result", panel.Offset(this.Pairs.Stride), place);
        writer.Each(vector => writer.AddProduct("products", writer.At("outputGradient", vector), writer.At("input", vector)));
        writer.Each(vector => $"{writer.At("result", vector)} = weight * {writer.At("outputGradient", vector)};");
    }
}
