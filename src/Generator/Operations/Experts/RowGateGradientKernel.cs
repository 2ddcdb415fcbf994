using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The gradients of rows that were multiplied by sigmoid of a score of each, and of the scores.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RowGateGradientKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"RowGateGradient{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Experts";

    public override IEnumerable<VectorFunction> Functions => [new ExpBoundedFunction()];

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient", "input", "logit", "result", "logitGradient").Indices("row", "rows");

    public override string Summary =>
        "result = s * outputGradient and logitGradient = s * (1 - s) * sum(outputGradient * input) with s = sigmoid(logit) of each row,\n" +
        $"{this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint at = row; at < row + rows; at++)"))
        {
            RowGateKernel.WriteSigmoid(writer, "logit");
            writer.Declare("products", writer.Zero);
            writer.Line();
            writer.Panels(this.Columns.Panels, panel => this.WritePanel(writer, panel));
            writer.Line();
            writer.Comment("Products with the weights read the padding too.");
            writer.Declare("slope", "e * upper * upper");
            writer.DeclareRow("logitGradient", $"at * {Panels.Width}");
            writer.Each(vector => $"{writer.At("logitGradient", vector)} = {writer.Zero};");
            writer.Line($"logitGradient[at * {Panels.Width}] = slope[0] * {writer.Class}.Sum(products);");
        }
    }

    private void WritePanel(KernelWriter writer, PanelIndex panel)
    {
        foreach (string matrix in new[] { "outputGradient", "input", "result" })
        {
            writer.DeclareRow(matrix, panel.Offset(this.Layout.Stride), $"at * {Panels.Width}");
        }

        writer.Each(vector => writer.AddProduct("products", writer.At("outputGradient", vector), writer.At("input", vector)));
        writer.Each(vector => $"{writer.At("result", vector)} = scale * {writer.At("outputGradient", vector)};");
    }
}
