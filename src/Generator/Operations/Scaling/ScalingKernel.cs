using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>A matrix times a constant, over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasResidual">Whether a matrix is added.</param>
/// <param name="Factor">The constant.</param>
internal sealed record ScalingKernel(Axis Columns, RowLayout Layout, bool HasResidual, float Factor) : Kernel
{
    protected override KernelName Words => new KernelName($"Scaling{KernelName.Of(this.Columns)}")
        .Number("Factor", this.Factor, usual: 1).If(this.HasResidual, "Residual").Rows(this.Layout);

    public override string Family => "Scaling";

    public override Signature Signature => Signature.Empty
        .Floats("input").FloatsIf(this.HasResidual, "residual").Floats("output").Indices("row", "rows");

    public override string Summary =>
        $"output = input * {Literal.Float(this.Factor)}{(this.HasResidual ? " + residual" : "")}, {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        string[] residual = this.HasResidual ? ["residual"] : [];

        writer.EachRow(
            this.Columns, this.Layout, ["input", .. residual, "output"],
            () => writer.Each(vector => $"{writer.At("output", vector)} = {this.Scaled(writer, vector)};"));
    }

    private string Scaled(KernelWriter writer, int vector)
    {
        string input = writer.At("input", vector);
        string factor = writer.Broadcast(this.Factor);

        return this.HasResidual ? writer.MultiplyAdd(input, factor, writer.At("residual", vector)) : $"{input} * {factor}";
    }
}
