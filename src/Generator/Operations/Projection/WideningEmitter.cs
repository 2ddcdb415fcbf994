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
            string words = method.Set.Lanes switch
            {
                16 => "Vector512.WidenLower((*(Vector256<ushort>*)stored).ToVector512Unsafe())",
                8 => "Vector256.WidenLower((*(Vector128<ushort>*)stored).ToVector256Unsafe())",
                _ => "Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)stored).AsUInt16())",
            };
            method.WriteLine($"return ({words} << 16).AsSingle();");
        }
    }

    public static void WriteFromInt8(VectorMethodWriter method)
    {
        using (method.WriteMethod("8-bit integers as floats.", $"{method.Vector} FromInt8(sbyte* stored)"))
        {
            switch (method.Set.Lanes)
            {
                case 16:
                    method.WriteLine("Vector512<int> words = Avx512F.IsSupported");
                    method.WriteLine("    ? Avx512F.ConvertToVector512Int32(*(Vector128<sbyte>*)stored)");
                    method.WriteLine("    : Vector512.WidenLower(Vector256.WidenLower((*(Vector128<sbyte>*)stored).ToVector256Unsafe()).ToVector512Unsafe());");
                    break;
                case 8:
                    method.WriteLine("Vector256<int> words = Avx2.IsSupported");
                    method.WriteLine("    ? Avx2.ConvertToVector256Int32(stored)");
                    method.WriteLine("    : Vector256.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)stored).AsSByte()).ToVector256Unsafe());");
                    break;
                default:
                    method.WriteLine("Vector128<int> words = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(uint*)stored).AsSByte()));");
                    break;
            }

            method.WriteLine();
            method.WriteLine($"return {method.Class}.ConvertToSingle(words);");
        }
    }
}
