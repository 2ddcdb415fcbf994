using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>Emits what turns stored weights into floats: exact, so every instruction set gives the same bits.</summary>
internal static class WideningEmitter
{
    public static void WriteFromBFloat16(VectorMethodWriter method)
    {
        using (method.WriteMethod(
            "bfloat16 numbers as floats: their bits are the upper halves.",
            $"{method.Vector} FromBFloat16(ushort* stored)"))
        {
            method.WriteLine($"return ({method.Set.WidenBFloat16("stored")} << 16).AsSingle();");
        }
    }

    public static void WriteFromInt8(VectorMethodWriter method)
    {
        using (method.WriteMethod("8-bit integers as floats.", $"{method.Vector} FromInt8(sbyte* stored)"))
        {
            method.WriteGuarded($"{method.Class}<int>", "words", method.Set.WidenInt8("stored"));
            method.WriteLine();
            method.WriteLine($"return {method.Class}.ConvertToSingle(words);");
        }
    }
}
