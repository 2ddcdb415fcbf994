using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Normalization over a block of rows: layer normalization (Ba, Kiros and Hinton 2016), or root mean square normalization (Zhang and
/// Sennrich 2019), which leaves out mean and bias.
/// </summary>
/// <param name="IsCentered">Whether the mean is taken off and a bias added: layer normalization.</param>
/// <param name="Columns">The normalized columns.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="KeepsStatistics">Whether the mean and the inverse deviation of every row are kept, for the gradient.</param>
internal sealed partial record NormKernel(bool IsCentered, Axis Columns, RowLayout Layout, float Epsilon, bool KeepsStatistics) : Kernel
{
    /// <summary>Whether a bias is added, as layer normalization has it unless a spec says otherwise.</summary>
    public bool HasBias { get; init; } = IsCentered;

    /// <summary>Whether a matrix is added: a residual connection.</summary>
    public bool HasResidual { get; init; }

    protected override KernelName Words => new KernelName($"{NormNames.Of(this.IsCentered)}{KernelName.Of(this.Columns)}")
        .If(this.HasBias != this.IsCentered, this.HasBias ? "Bias" : "NoBias").If(this.HasResidual, "Residual")
        .Number("Epsilon", this.Epsilon, usual: 1e-5f).If(this.KeepsStatistics, "Statistics").Rows(this.Layout);

    public override string Family => NormNames.Of(this.IsCentered);

    public override Signature Signature => Signature.Empty
        .Floats("input", "weight").FloatsIf(this.HasBias, "bias").FloatsIf(this.HasResidual, "residual")
        .Floats("output").FloatsIf(this.IsCentered && this.KeepsStatistics, "mean").FloatsIf(this.KeepsStatistics, "inverseDeviation")
        .Indices("row", "rows");

    public override string Summary => (this.IsCentered
        ? $"output = (input - mean) * inverseDeviation * weight{this.Added} over the {this.Columns.Count} columns of each row,\n" +
            $"mean = sum(input) / {this.Columns.Count}, " +
            $"inverseDeviation = 1 / sqrt(sum((input - mean)^2) / {this.Columns.Count} + {Literal.Float(this.Epsilon)})"
        : $"output = input * inverseDeviation * weight{this.Added} over the {this.Columns.Count} columns of each row,\n" +
            $"inverseDeviation = 1 / sqrt(sum(input^2) / {this.Columns.Count} + {Literal.Float(this.Epsilon)})") +
        (this.IsNarrow ? $"; {NarrowNorm.Precision}." : ".");

    public override IEnumerable<VectorFunction> Functions =>
        this.IsNarrow ? [] : [new WideSumFunction(), .. RowTraffic.FunctionsOf(this.Columns, this.Layout, this.Inputs.Length)];

    private string[] Inputs => this.HasResidual ? ["x", "r"] : ["x"];

    private string Added => (this.HasBias ? " + bias" : "") + (this.HasResidual ? " + residual" : "");

    public override void WriteBody(KernelWriter writer)
    {
        if (this.IsNarrow)
        {
            this.WriteNarrow(writer);
            return;
        }

        RowGroup group = new(writer, this.Columns, this.Layout, sums: 1);
        RowTraffic traffic = new(writer, this.Columns, this.Layout, this.Inputs, "y");

        using (group.Loop())
        {
            writer.Declare("float*", "x", $"&input[row * {Panels.Width}]");
            writer.Declare("float*", "y", $"&output[row * {Panels.Width}]");

            if (this.HasResidual)
            {
                writer.Declare("float*", "r", $"&residual[row * {Panels.Width}]");
            }

            writer.Line();

            if (this.IsCentered)
            {
                this.WriteCenteredSquares(writer, group, traffic);
            }
            else
            {
                this.WriteSquares(writer, group, traffic);
            }

            writer.Line();
            string epsilon = Literal.Float(this.Epsilon);
            group.Declare(
                "float",
                "inverse",
                row => $"(float)(1 / Math.Sqrt({WideSumFunction.MeanOf(writer, $"squares{row}x", this.Columns)} + {epsilon}))");
            group.Declare("scale", row => writer.Broadcast($"inverse{row}"));
            this.Keep(group, "inverseDeviation", "inverse");
            writer.Line();
            this.WriteOutput(writer, group, traffic);
        }

        traffic.WriteEnd();
    }

    private void WriteCenteredSquares(KernelWriter writer, RowGroup group, RowTraffic traffic)
    {
        writer.Comment("The mean; padding is zero and adds nothing.");
        group.Declare("sum", (_, _) => writer.Zero);
        writer.Line();
        this.EachPanel(writer, () =>
        {
            traffic.FetchOutput(group);
            group.DeclareRows("x");
            group.Each((row, vector) => $"sum{row}x{vector} += {group.At("x", row, vector)};");
        });
        writer.Line();
        group.Declare("float", "mean", row => $"(float)({WideSumFunction.MeanOf(writer, $"sum{row}x", this.Columns)})");
        group.Declare("center", row => writer.Broadcast($"mean{row}"));
        this.Keep(group, "mean", "mean");
        writer.Line();
        writer.Comment("The variance around it, in a second reading: no cancellation.");
        group.Declare("squares", (_, _) => writer.Zero);
        writer.Line();
        writer.EachPanel(this.Columns, this.Layout.Stride, (_, columns) =>
        {
            group.DeclareRows("x");
            group.Declare("difference", (row, vector) =>
                writer.Valid($"{group.At("x", row, vector)} - center{row}", vector, columns, writer.Zero));
            group.Each((row, vector) =>
                writer.AddProduct($"squares{row}x{vector}", $"difference{row}x{vector}", $"difference{row}x{vector}"));
        });
    }

    private void WriteSquares(KernelWriter writer, RowGroup group, RowTraffic traffic)
    {
        writer.Comment("The mean of squares; padding is zero and adds nothing.");
        group.Declare("squares", (_, _) => writer.Zero);
        writer.Line();
        this.EachPanel(writer, () =>
        {
            traffic.FetchOutput(group);
            group.DeclareRows("x");
            group.Each((row, vector) =>
                writer.AddProduct($"squares{row}x{vector}", group.At("x", row, vector), group.At("x", row, vector)));
        });
    }

    private void WriteOutput(KernelWriter writer, RowGroup group, RowTraffic traffic)
    {
        writer.Comment($"{(this.HasBias ? "Weight and bias are" : "The weight is")} zero in the padding, so the result is too.");
        writer.Declare("float*", "w", "weight");

        if (this.HasBias)
        {
            writer.Declare("float*", "b", "bias");
        }

        writer.Line();
        this.EachPanel(writer, () =>
        {
            traffic.FetchInputs(group);
            group.DeclareRows(this.Inputs);
            traffic.DeclareOutput(group);
            writer.DeclareRow("w");

            if (this.HasBias)
            {
                writer.DeclareRow("b");
            }

            group.Each((row, vector) => traffic.Store(group, row, vector, this.Normalized(writer, group, row, vector)));
        }, this.HasBias ? [$"w = &w[{Panels.Width}]", $"b = &b[{Panels.Width}]"] : [$"w = &w[{Panels.Width}]"]);
    }

    private string Normalized(KernelWriter writer, RowGroup group, int row, int vector)
    {
        string x = group.At("x", row, vector);
        string w = writer.At("w", vector);

        string scaled = this.IsCentered ? $"({x} - center{row}) * scale{row}" : $"{x} * scale{row}";
        string normalized = this.HasBias ? writer.MultiplyAdd(scaled, w, writer.At("b", vector)) : $"{scaled} * {w}";

        return this.HasResidual ? $"{Parentheses.Around(normalized)} + {group.At("r", row, vector)}" : normalized;
    }

    private void Keep(RowGroup group, string statistic, string value)
    {
        if (this.KeepsStatistics)
        {
            group.Each(row => $"{statistic}[{RowGroup.Index(row)}] = {value}{row};");
        }
    }

    private void EachPanel(KernelWriter writer, Action body, params string[] steps) =>
        writer.PanelsAt(this.Columns.Panels, this.Layout.Stride, _ => body(), steps);
}
