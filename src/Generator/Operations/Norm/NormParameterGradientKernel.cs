using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The gradient of a normalization with respect to 16 columns of its weight and bias.</summary>
/// <param name="IsCentered">Whether it is layer normalization.</param>
internal sealed record NormParameterGradientKernel(bool IsCentered) : Kernel
{
    /// <inheritdoc cref="NormKernel.HasBias"/>
    public bool HasBias { get; init; } = IsCentered;

    protected override KernelName Words => new KernelName($"{NormNames.Of(this.IsCentered)}ParameterGradient")
        .If(this.HasBias != this.IsCentered, this.HasBias ? "Bias" : "NoBias");

    public override string Family => NormNames.Of(this.IsCentered);

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient", "input").FloatsIf(this.IsCentered, "mean").Floats("inverseDeviation")
        .Floats("weightGradient").FloatsIf(this.HasBias, "biasGradient")
        .Indices("rows").Flags("accumulate");

    public override string Summary =>
        "weightGradient (+)= sum over rows of outputGradient * n" +
        (this.HasBias ? ", biasGradient (+)= sum over rows of outputGradient" : "") +
        ",\n" +
        $"n = {(this.IsCentered ? "(input - mean)" : "input")} * inverseDeviation, " +
        $"for the {Panels.Width} columns of one panel; rows in order, in blocks.";

    private string[] Sums => this.HasBias ? ["weight", "bias"] : ["weight"];

    public override void WriteBody(KernelWriter writer) => ColumnSums.Write(writer, this.Sums, () => this.WriteRow(writer));

    private void WriteRow(KernelWriter writer)
    {
        writer.DeclareRow("outputGradient", "at");
        writer.DeclareRow("input", "at");
        writer.Declare("scale", writer.Broadcast("inverseDeviation[row]"));
        writer.Declare("gradient", vector => writer.At("outputGradient", vector));

        if (this.IsCentered)
        {
            writer.Declare("center", writer.Broadcast("mean[row]"));
        }

        if (this.HasBias)
        {
            writer.Each(vector => $"biasPart{vector} += gradient{vector};");
        }

        writer.Each(vector =>
        {
            string centered = this.IsCentered ? $"({writer.At("input", vector)} - center)" : writer.At("input", vector);

            return writer.AddProduct($"weightPart{vector}", $"gradient{vector}", $"({centered} * scale)");
        });
    }
}
