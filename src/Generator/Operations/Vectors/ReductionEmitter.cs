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
            string four = "x";

            foreach ((string type, string name, string value) in set.Fold("x", "MaxNative"))
            {
                writer.WriteLine($"{type} {name} = {value};");
                four = name;
            }

            writer.WriteLine($"{FourLanes.Vector} pairs = {FourLanes.Class}.MaxNative({four}, {FourLanes.Class}.Shuffle({four}, {FourLanes.Class}.Create(2, 3, 0, 1)));");
            writer.WriteLine();
            writer.WriteLine("return pairs[0] > pairs[1] ? pairs[0] : pairs[1];");
        }

        writer.WriteLine();

        WriteInterleave(writer, "Low", "a[0], b[0], a[1], b[1].", FourLanes.InterleaveLow("a", "b"));
        writer.WriteLine();
        WriteInterleave(writer, "High", "a[2], b[2], a[3], b[3].", FourLanes.InterleaveHigh("a", "b"));
    }

    private static void WriteInterleave(SourceWriter writer, string half, string summary, string[] alternatives)
    {
        writer.WriteSummary(summary);
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        writer.WriteLine($"private static {FourLanes.Vector} Interleave{half}({FourLanes.Vector} a, {FourLanes.Vector} b) =>");
        writer.WriteLine($"    {string.Join(" :\n    ", alternatives)};");
    }
}
