using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>FromBFloat16(stored)</c>: a vector of bfloat16 numbers as floats, exact and so the same bits in every set.</summary>
internal sealed record FromBFloat16Function() : VectorFunction("FromBFloat16", VectorFunctionFamily.Weights)
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "bfloat16 numbers as floats: their bits are the upper halves.", $"{writer.Vector} FromBFloat16(ushort* stored)");

        writer.Line($"return ({writer.Set.WidenBFloat16("stored")} << 16).AsSingle();");
    }
}

/// <summary><c>FromInt8(stored)</c>: a vector of 8-bit integers as floats, exact as well.</summary>
internal sealed record FromInt8Function() : VectorFunction("FromInt8", VectorFunctionFamily.Weights)
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("8-bit integers as floats.", $"{writer.Vector} FromInt8(sbyte* stored)");

        writer.Declare(writer.Integers, "words", writer.Set.WidenInt8("stored"));
        writer.Line();
        writer.Line($"return {writer.Class}.ConvertToSingle(words);");
    }
}
