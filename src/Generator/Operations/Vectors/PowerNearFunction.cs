using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>PowerNear(x)</c>, by which products stay in a float's range as by x itself, and are not rounded.</summary>
internal sealed record PowerNearFunction() : VectorFunction("PowerNear")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "A power of 4, from half of x to twice x; of 0 the least that is normal.", "float PowerNear(float x)");

        writer.Comment("The exponent, its lowest bit set, without the significand.");
        writer.Line("return BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(x) & 0x7F80_0000) | 0x0080_0000);");
    }
}

/// <summary><c>PowerRest(x)</c>, what the product of two powers lacks of x * x.</summary>
internal sealed record PowerRestFunction() : VectorFunction("PowerRest")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("The square of x / PowerNear(x), from 1/4 to 4.", "double PowerRest(float x)");

        writer.Declare("double", "ratio", "(double)x / PowerNear(x)");
        writer.Line();
        writer.Line("return ratio * ratio;");
    }
}
