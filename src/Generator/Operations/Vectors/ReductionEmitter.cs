using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Small functions that move values between lanes: the portable API has none of its own.</summary>
internal static class ReductionEmitter
{
    /// <summary>Writes <c>Maximum</c>, the greatest lane of a vector, and the interleaving that transposes are made of.</summary>
    public static void Write(SourceWriter writer, InstructionSet set)
    {
        writer.WriteSummary("The greatest lane.");
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveInlining)]");

        using (writer.WriteBlock($"private static float Maximum({set.Vector} x)"))
        {
            string narrow = "x";

            for (int lanes = set.Lanes / 2; lanes >= 4; lanes /= 2)
            {
                string half = $"of{lanes}";
                writer.WriteLine($"Vector{lanes * 32}<float> {half} = Vector{lanes * 32}.MaxNative({narrow}.GetLower(), {narrow}.GetUpper());");
                narrow = half;
            }

            writer.WriteLine($"Vector128<float> pairs = Vector128.MaxNative({narrow}, Vector128.Shuffle({narrow}, Vector128.Create(2, 3, 0, 1)));");
            writer.WriteLine();
            writer.WriteLine("return pairs[0] > pairs[1] ? pairs[0] : pairs[1];");
        }

        writer.WriteLine();

        WriteInterleave(writer, "Low", "a[0], b[0], a[1], b[1]");
        writer.WriteLine();
        WriteInterleave(writer, "High", "a[2], b[2], a[3], b[3]");
    }

    private static void WriteInterleave(SourceWriter writer, string half, string lanes)
    {
        writer.WriteSummary($"{lanes}.");
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        writer.WriteLine($"private static Vector128<float> Interleave{half}(Vector128<float> a, Vector128<float> b) =>");
        writer.WriteLine($"    Sse.IsSupported ? Sse.Unpack{half}(a, b) :");
        writer.WriteLine($"    AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.Zip{half}(a, b) :");
        writer.WriteLine($"    Vector128.Create({lanes});");
    }
}
