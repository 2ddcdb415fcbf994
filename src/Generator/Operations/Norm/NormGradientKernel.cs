using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The names of the two normalizations in kernels and files.</summary>
internal static class NormNames
{
    public static string Of(bool isCentered) => isCentered ? "LayerNorm" : "RmsNorm";
}

/// <summary>The gradient of a normalization with respect to its input.</summary>
/// <param name="IsCentered">Whether it is layer normalization.</param>
/// <param name="Columns">The normalized columns.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasResidual">Whether another gradient of the same value is added.</param>
internal sealed partial record NormGradientKernel(bool IsCentered, Axis Columns, RowLayout Layout, bool HasResidual) : Kernel
{
    protected override KernelName Words => new KernelName($"{NormNames.Of(this.IsCentered)}Gradient{KernelName.Of(this.Columns)}")
        .If(this.HasResidual, "Residual").Number("Epsilon", this.Epsilon, usual: 0).Rows(this.Layout);

    public override string Family => NormNames.Of(this.IsCentered);

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient", "input").FloatsIf(this.IsCentered && !this.ComputesStatistics, "mean")
        .FloatsIf(!this.ComputesStatistics, "inverseDeviation").Floats("weight")
        .FloatsIf(this.HasResidual, "residual").Floats("result")
        .Indices("row", "rows");

    public override string Summary =>
        $"result = inverseDeviation * (g{(this.IsCentered ? $" - sum(g) / {this.Columns.Count}" : "")} - " +
        $"n * sum(g * n) / {this.Columns.Count}){(this.HasResidual ? " + residual" : "")} " +
        $"over the {this.Columns.Count} columns of each row,\n" +
        $"g = outputGradient * weight, n = {(this.IsCentered ? "(input - mean)" : "input")} * inverseDeviation" +
        (this.IsNarrow ? $"; {NarrowNorm.Precision}." : ".");

    public override IEnumerable<VectorFunction> Functions => this.IsNarrow ? [] :
    [
        new WideSumFunction(), new PowerNearFunction(), new PowerRestFunction(),
        .. RowTraffic.FunctionsOf(this.Columns, this.Layout, this.Inputs.Length),
    ];

    private string[] Inputs => this.HasResidual ? ["dy", "x", "r"] : ["dy", "x"];

    public override void WriteBody(KernelWriter writer)
    {
        if (this.IsNarrow)
        {
            this.WriteNarrow(writer);
            return;
        }

        RowGroup group = new(writer, this.Columns, this.Layout, sums: this.IsCentered ? 2 : 1);
        RowTraffic traffic = new(writer, this.Columns, this.Layout, this.Inputs, "dx");

        using (group.Loop())
        {
            writer.Declare("float*", "x", $"&input[row * {Panels.Width}]");
            writer.Declare("float*", "dy", $"&outputGradient[row * {Panels.Width}]");
            writer.Declare("float*", "dx", $"&result[row * {Panels.Width}]");

            if (this.HasResidual)
            {
                writer.Declare("float*", "r", $"&residual[row * {Panels.Width}]");
            }

            if (this.IsCentered)
            {
                group.Declare("center", row => writer.Broadcast($"mean[{RowGroup.Index(row)}]"));
            }

            group.Declare("float", "inverse", row => $"inverseDeviation[{RowGroup.Index(row)}]");
            group.Declare("scale", row => writer.Broadcast($"inverse{row}"));
            writer.Line();
            writer.Comment("The input in units that keep products in a float's range, and round nothing.");
            group.Declare("unit", row => writer.Broadcast($"PowerNear(inverse{row})"));
            writer.Line();
            this.WriteSums(writer, group, traffic);
            writer.Line();
            this.WriteResult(writer, group, traffic);
        }

        traffic.WriteEnd();
    }

    private void WriteSums(KernelWriter writer, RowGroup group, RowTraffic traffic)
    {
        writer.Comment($"{(this.IsCentered ? "The sums of g and of g * n" : "The sum of g * n")}; the weight is zero in the padding.");

        if (this.IsCentered)
        {
            group.Declare("sum", (_, _) => writer.Zero);
        }

        group.Declare("product", (_, _) => writer.Zero);
        writer.Declare("float*", "w", "weight");
        writer.Line();

        writer.PanelsAt(this.Columns.Panels, this.Layout.Stride, _ =>
        {
            traffic.FetchOutput(group);
            group.DeclareRows("x", "dy");
            writer.DeclareRow("w");
            group.Declare("g", (row, vector) => $"{group.At("dy", row, vector)} * {writer.At("w", vector)}");

            if (this.IsCentered)
            {
                group.Each((row, vector) => $"sum{row}x{vector} += g{row}x{vector};");
            }

            group.Each((row, vector) => writer.AddProduct($"product{row}x{vector}", $"g{row}x{vector}", this.Centered(group, row, vector)));
        }, $"w = &w[{Panels.Width}]");
    }

    private void WriteResult(KernelWriter writer, RowGroup group, RowTraffic traffic)
    {
        if (this.IsCentered)
        {
            group.Declare(
                "meanGradient", row => writer.Broadcast($"(float)({WideSumFunction.MeanOf(writer, $"sum{row}x", this.Columns)})"));
        }

        group.Declare("meanProduct", row => writer.Broadcast(
            $"(float)({WideSumFunction.MeanOf(writer, $"product{row}x", this.Columns)} * PowerRest(inverse{row}))"));
        writer.Line();

        if (this.Columns.Panels > 1)
        {
            writer.Line("w = weight;");
            writer.Line();
        }

        writer.EachPanel(this.Columns, this.Layout.Stride, (_, columns) =>
        {
            traffic.FetchInputs(group);
            group.DeclareRows(this.Inputs);
            traffic.DeclareOutput(group);
            writer.DeclareRow("w");
            group.Declare("difference", (row, vector) => writer.MultiplySubtract(
                this.Centered(group, row, vector), $"meanProduct{row}", this.Gradient(writer, group, row, vector)));
            group.Each((row, vector) =>
            {
                string d = this.HasResidual
                    ? writer.MultiplyAdd($"difference{row}x{vector}", $"scale{row}", group.At("r", row, vector))
                    : $"difference{row}x{vector} * scale{row}";

                return traffic.Store(group, row, vector, writer.Valid(d, vector, columns, writer.Zero));
            });

            if (this.Columns.Panels > 1)
            {
                writer.Line($"w = &w[{Panels.Width}];");
            }
        });
    }

    // g is rounded as it was for its mean: of a single column, nothing is left.
    private string Gradient(KernelWriter writer, RowGroup group, int row, int vector)
    {
        string gradient = $"{group.At("dy", row, vector)} * {writer.At("w", vector)}";

        return this.IsCentered ? $"({gradient}) - meanGradient{row}" : gradient;
    }

    private string Centered(RowGroup group, int row, int vector) =>
        this.IsCentered ? $"(({group.At("x", row, vector)} - center{row}) * unit{row})" : $"({group.At("x", row, vector)} * unit{row})";
}
