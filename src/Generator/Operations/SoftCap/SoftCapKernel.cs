using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>cap * tanh(x / cap) of every value of a block of rows. Gemma Team 2024.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Cap">What no result is beyond.</param>
internal sealed record SoftCapKernel(Axis Columns, RowLayout Layout, float Cap) : Kernel
{
    protected override KernelName Words => new KernelName($"SoftCap{KernelName.Of(this.Columns)}")
        .Number("Cap", this.Cap, usual: 0).Rows(this.Layout);

    public override string Family => "SoftCap";

    public override IEnumerable<VectorFunction> Functions => [new TanhFunction(HasDerivative: false)];

    public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("row", "rows");

    public override string Summary =>
        $"output = {Literal.Float(this.Cap)} * tanh(input / {Literal.Float(this.Cap)}), {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer) => writer.EachRow(
        this.Columns, this.Layout, ["input", "output"], () => writer.Each(vector =>
            $"{writer.At("output", vector)} = " +
            $"Tanh({writer.At("input", vector)} * {writer.Broadcast(1 / this.Cap)}) * {writer.Broadcast(this.Cap)};"));
}

/// <summary>The gradient of what was bent by <see cref="SoftCapKernel"/>.</summary>
/// <inheritdoc cref="SoftCapKernel"/>
internal sealed record SoftCapGradientKernel(Axis Columns, RowLayout Layout, float Cap) : Kernel
{
    protected override KernelName Words => new KernelName($"SoftCapGradient{KernelName.Of(this.Columns)}")
        .Number("Cap", this.Cap, usual: 0).Rows(this.Layout);

    public override string Family => "SoftCap";

    public override IEnumerable<VectorFunction> Functions => [new TanhFunction(HasDerivative: true)];

    public override Signature Signature => Signature.Empty.Floats("outputGradient", "input", "result").Indices("row", "rows");

    public override string Summary =>
        $"result = outputGradient * (1 - tanh(input / {Literal.Float(this.Cap)})^2), {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer) => writer.EachRow(
        this.Columns, this.Layout, ["outputGradient", "input", "result"], () =>
        {
            string scale = writer.Broadcast(1 / this.Cap);
            writer.Each(vector => $"_ = Tanh({writer.At("input", vector)} * {scale}, out {writer.Vector} slope{vector});");
            writer.Each(vector => $"{writer.At("result", vector)} = {writer.At("outputGradient", vector)} * slope{vector};");
        });
}
