using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>An activation over a block of rows, where no product applies it.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Activation">The function.</param>
/// <param name="KeepsDerivative">Whether the derivative goes into a second output.</param>
internal sealed record ActivateKernel(Axis Columns, RowLayout Layout, Activation Activation, bool KeepsDerivative) : Kernel
{
    protected override KernelName Words => new KernelName($"Activate{this.Activation}{KernelName.Of(this.Columns)}")
        .If(this.KeepsDerivative, "AndDerivative").Rows(this.Layout);

    public override string Family => "Activation";

    public override IEnumerable<VectorFunction> Functions => this.Function.Functions(this.KeepsDerivative);

    public override Signature Signature => Signature.Empty
        .Floats("input").FloatsIf(this.KeepsDerivative, "derivative").Floats("output").Indices("row", "rows");

    public override string Summary =>
        $"output = {this.Function.Formula("input")}, {this.Columns.Count} columns"
        + (this.KeepsDerivative ? $"; derivative = {this.Function.DerivativeFormula("input")}." : ".");

    private PointwiseFunction Function => Activations.FunctionOf(this.Activation);

    public override void WriteBody(KernelWriter writer)
    {
        string[] kept = this.KeepsDerivative ? ["derivative"] : [];

        writer.EachRow(this.Columns, this.Layout, ["input", .. kept, "output"], () => writer.Each(vector =>
        {
            string input = writer.At("input", vector);
            string result = this.KeepsDerivative
                ? this.Function.ApplyWithDerivative(writer, input, $"{vector}")
                : this.Function.Apply(writer, input, $"{vector}");

            if (this.KeepsDerivative)
            {
                writer.Line($"{writer.At("output", vector)} = {result};");
                result = PointwiseFunction.Derivative($"{vector}");
            }

            return $"{writer.At(this.KeepsDerivative ? "derivative" : "output", vector)} = {result};";
        }));
    }
}
