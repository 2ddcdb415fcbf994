using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The gradient of 16 columns of a class token.</summary>
internal sealed record ClassTokenGradientKernel() : Kernel
{
    protected override KernelName Words => new("ClassTokenGradient");

    public override string Family => "Image";

    public override Signature Signature => Signature.Empty
        .Floats("outputGradient").Integers("starts").Floats("gradient").Indices("sequences").Flags("accumulate");

    public override string Summary =>
        "gradient[0..15] += outputGradient[starts[sequence], 0..15] for one panel, over the first rows of the sequences, in order.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("if (!accumulate)"))
        {
            writer.Line($"new Span<float>(gradient, {Panels.Width}).Clear();");
        }

        writer.Line();
        writer.DeclareRow("gradient");
        writer.Declare("sum", vector => writer.At("gradient", vector));
        writer.Line();

        using (writer.Block("for (nint sequence = 0; sequence < sequences; sequence++)"))
        {
            writer.DeclareRow("outputGradient", $"(nint)starts[sequence] * {Panels.Width}");
            writer.Each(vector => $"sum{vector} += {writer.At("outputGradient", vector)};");
        }

        writer.Line();
        writer.Each(vector => $"{writer.At("gradient", vector)} = sum{vector};");
    }
}
