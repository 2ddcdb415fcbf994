using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <summary>A gradient times the derivative of an activation, over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="IsMasked">Whether the derivative is 1 where the factor is positive, else 0.</param>
internal sealed record ActivationGradientKernel(Axis Columns, RowLayout Layout, bool IsMasked) : Kernel
{
    protected override KernelName Words => new KernelName($"ActivationGradient{KernelName.Of(this.Columns)}")
        .If(this.IsMasked, "Masked").Rows(this.Layout);

    public override string Family => "Activation";

    public override Signature Signature => Signature.Empty.Floats("outputGradient", "factor", "result").Indices("row", "rows");

    public override string Summary =>
        $"result = outputGradient{(this.IsMasked ? " where factor > 0, else 0" : " * factor")}, {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer) => writer.EachRow(
        this.Columns, this.Layout, ["outputGradient", "factor", "result"],
        () => writer.Each(vector => $"{writer.At("result", vector)} = {this.Product(writer, vector)};"));

    private string Product(KernelWriter writer, int vector)
    {
        string gradient = writer.At("outputGradient", vector);
        string factor = writer.At("factor", vector);

        return this.IsMasked ? writer.WherePositive(factor, gradient) : $"{gradient} * {factor}";
    }
}
