using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Kernels;

/// <summary>The softmax of every row of a block, or its logarithm.</summary>
/// <param name="Columns">The columns of a row.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="IsLogarithm">Whether the logarithm is taken.</param>
internal sealed record SoftmaxKernel(Axis Columns, RowLayout Layout, bool IsLogarithm)
    : Kernel($"{(IsLogarithm ? "Log" : "")}Softmax{Columns.Count}{Layout.Label}")
{
    public override string Family => "Softmax";

    public override VectorFunctions Functions => VectorFunctions.ExpBounded | RowsAhead.FunctionOf(this.Columns, this.Layout);

    public override string Parameters => "float* input, float* output, nint row, nint rows";

    public override string Summary => this.IsLogarithm
        ? $"output = input - max(input) - log(sum(exp(input - max(input)))) over the {this.Columns.Count} columns of each row."
        : $"output = exp(input - max(input)) / sum(exp(input - max(input))) over the {this.Columns.Count} columns of each row.";

    private string Stride => Literal.Integer(this.Layout.Stride);

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("float* x = input + row * 16;");
            writer.Line("float* y = output + row * 16;");
            writer.Declare("greatest", _ => $"{writer.Class}.Create(float.NegativeInfinity)");
            writer.Line();
            writer.EachPanel(this.Columns, this.Stride, columns =>
            {
                RowsAhead.Write(writer, this.Columns, this.Layout, "x", "y");
                writer.Declare("z", vector => writer.Valid(writer.AtIndex("x", vector), vector, columns, $"{writer.Class}.Create(float.NegativeInfinity)"));
                writer.Each(vector => $"greatest{vector} = {writer.Max($"greatest{vector}", $"z{vector}")};");
            });
            writer.Line();
            writer.Line($"{writer.Vector} maximum = {writer.Class}.Create(Maximum({writer.MaximumOf("greatest")}));");
            writer.Declare("total", _ => writer.Zero);
            writer.Line();
            this.WriteSum(writer);
            writer.Line();
            this.WriteOutput(writer);
        }
    }

    private void WriteSum(KernelWriter writer) => writer.EachPanel(this.Columns, this.Stride, columns =>
    {
        writer.Declare("e", vector => writer.Valid($"ExpBounded({writer.AtIndex("x", vector)} - maximum)", vector, columns, writer.Zero));
        writer.Each(vector => $"total{vector} += e{vector};");

        if (!this.IsLogarithm)
        {
            writer.Each(vector => $"{writer.AtIndex("y", vector)} = e{vector};");
        }
    });

    private void WriteOutput(KernelWriter writer)
    {
        string sum = $"{writer.Class}.Sum({writer.SumOf("total")})";

        if (this.IsLogarithm)
        {
            writer.Line($"{writer.Vector} logarithm = {writer.Class}.Create(MathF.Log({sum}));");
            writer.Line();
            writer.EachPanel(this.Columns, this.Stride, columns => writer.Each(vector =>
                $"{writer.AtIndex("y", vector)} = {writer.Valid($"{writer.AtIndex("x", vector)} - maximum - logarithm", vector, columns, writer.Zero)};"));
            return;
        }

        writer.Line($"{writer.Vector} factor = {writer.Class}.Create(1 / {sum});");
        writer.Line();

        using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {this.Stride})"))
        {
            writer.Each(vector => $"{writer.AtIndex("y", vector)} *= factor;");
        }
    }
}
