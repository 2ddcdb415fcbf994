using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>Rows times sigmoid of a score of each, over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="HasResidual">Whether a matrix is added.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RowGateKernel(Axis Columns, bool HasResidual, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"RowGate{KernelName.Of(this.Columns)}")
        .If(this.HasResidual, "Residual").Rows(this.Layout);

    public override string Family => "Experts";

    public override IEnumerable<VectorFunction> Functions => [new ExpBoundedFunction()];

    public override Signature Signature => Signature.Empty
        .Floats("input", "logit").FloatsIf(this.HasResidual, "residual").Floats("output").Indices("row", "rows");

    public override string Summary =>
        $"output = sigmoid(logit) * input{(this.HasResidual ? " + residual" : "")}, {this.Columns.Count} columns; " +
        "a row has one logit.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint at = row; at < row + rows; at++)"))
        {
            WriteSigmoid(writer, "logit");
            writer.Line();
            writer.Panels(this.Columns.Panels, panel => this.WritePanel(writer, panel));
        }
    }

    /// <summary>
    /// Writes <c>scale</c>, the sigmoid of a row's only column in every lane, and what it is made of: <c>e</c> = e^-|x| and <c>upper</c> =
    /// 1 / (1 + e).
    /// </summary>
    public static void WriteSigmoid(KernelWriter writer, string logit)
    {
        writer.Declare("x", writer.Broadcast($"{logit}[at * {Panels.Width}]"));
        writer.Declare("e", $"ExpBounded(-{writer.Class}.Abs(x))");
        writer.Declare("upper", $"{writer.Broadcast(1)} / ({writer.Broadcast(1)} + e)");
        writer.Declare(
            "scale", $"{writer.Class}.ConditionalSelect({writer.Class}.LessThan(x, {writer.Zero}), e * upper, upper)");
    }

    private void WritePanel(KernelWriter writer, PanelIndex panel)
    {
        foreach (string matrix in this.HasResidual ? new[] { "input", "residual", "output" } : ["input", "output"])
        {
            writer.DeclareRow(matrix, panel.Offset(this.Layout.Stride), $"at * {Panels.Width}");
        }

        writer.Each(vector => $"{writer.At("output", vector)} = " + (this.HasResidual
            ? $"{writer.MultiplyAdd("scale", writer.At("input", vector), writer.At("residual", vector))};"
            : $"scale * {writer.At("input", vector)};"));
    }
}
