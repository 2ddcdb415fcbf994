using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;

namespace Weft.Conformance.Onnx.Kernels;

/// <summary>The softmax of every row of a block, or its logarithm.</summary>
/// <param name="Columns">The columns of a row.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="IsLogarithm">Whether the logarithm is taken.</param>
internal sealed record SoftmaxKernel(Axis Columns, RowLayout Layout, bool IsLogarithm) : Kernel
{
    protected override KernelName Words => new KernelName($"{(this.IsLogarithm ? "Log" : "")}Softmax{KernelName.Of(this.Columns)}")
        .Rows(this.Layout);

    public override string Family => "Softmax";

    public override IEnumerable<VectorFunction> Functions => 
        [new ExpBoundedFunction(), new MaximumFunction(), .. RowTraffic.FunctionsOf(this.Columns, this.Layout, inputs: 1)];

    public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("row", "rows");

    public override string Summary => this.IsLogarithm
        ? $"output = input - max(input) - log(sum(exp(input - max(input)))) over the {this.Columns.Count} columns of each row."
        : $"output = exp(input - max(input)) / sum(exp(input - max(input))) over the {this.Columns.Count} columns of each row.";

    public override void WriteBody(KernelWriter writer)
    {
        RowGroup group = new(writer, this.Columns, this.Layout, sums: 1);
        RowTraffic traffic = new(writer, this.Columns, this.Layout, ["x"], "y");

        using (group.Loop())
        {
            writer.Declare("float*", "x", "&input[row * 16]");
            writer.Declare("float*", "y", "&output[row * 16]");
            writer.Line();
            this.WriteMaximum(writer, group, traffic);
            writer.Line();
            this.WriteSum(writer, group);
            writer.Line();
            this.WriteOutput(writer, group, traffic);
        }
    }

    private void WriteMaximum(KernelWriter writer, RowGroup group, RowTraffic traffic)
    {
        string smallest = writer.Broadcast(float.NegativeInfinity);
        group.Declare("greatest", (_, _) => smallest);
        writer.Line();
        writer.EachPanel(this.Columns, this.Layout.Stride, (_, columns) =>
        {
            traffic.FetchOutput(group);
            group.DeclareRows("x");
            group.Declare("z", (row, vector) => writer.Valid(group.At("x", row, vector), vector, columns, smallest));
            group.Each((row, vector) => $"greatest{row}x{vector} = {writer.Max($"greatest{row}x{vector}", $"z{row}x{vector}")};");
        });
        writer.Line();
        group.Declare("maximum", row => writer.Broadcast($"Maximum({writer.MaximumOf($"greatest{row}x")})"));
    }

    private void WriteSum(KernelWriter writer, RowGroup group)
    {
        group.Declare("total", (_, _) => writer.Zero);
        writer.Line();
        writer.EachPanel(this.Columns, this.Layout.Stride, (_, columns) =>
        {
            group.DeclareRows("x", "y");
            group.Declare("e", (row, vector) => writer.Valid($"ExpBounded({group.At("x", row, vector)} - maximum{row})", vector, columns, writer.Zero));
            group.Each((row, vector) => $"total{row}x{vector} += e{row}x{vector};");

            if (!this.IsLogarithm)
            {
                group.Each((row, vector) => $"{group.At("y", row, vector)} = e{row}x{vector};");
            }
        });
    }

    private void WriteOutput(KernelWriter writer, RowGroup group, RowTraffic traffic)
    {
        if (this.IsLogarithm)
        {
            group.Declare("logarithm", row => writer.Broadcast($"MathF.Log({Sum(row)})"));
            writer.Line();
            writer.EachPanel(this.Columns, this.Layout.Stride, (_, columns) =>
            {
                traffic.FetchInputs(group);
                group.DeclareRows("x", "y");
                group.Each((row, vector) =>
                    $"{group.At("y", row, vector)} = {writer.Valid($"{group.At("x", row, vector)} - maximum{row} - logarithm{row}", vector, columns, writer.Zero)};");
            });
            return;
        }

        group.Declare("factor", row => writer.Broadcast($"1 / {Sum(row)}"));
        writer.Line();
        writer.PanelsAt(this.Columns.Panels, this.Layout.Stride, _ =>
        {
            traffic.FetchInputs(group);
            group.DeclareRows("y");
            group.Each((row, vector) => $"{group.At("y", row, vector)} *= factor{row};");
        });

        string Sum(int row) => $"{writer.Class}.Sum({writer.SumOf($"total{row}x")})";
    }
}
