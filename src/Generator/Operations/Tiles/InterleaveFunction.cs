using Weft.Generator.Lowering;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary><c>InterleaveLow(a, b)</c> and <c>InterleaveHigh(a, b)</c>, made for transposes: the portable API has neither.</summary>
internal sealed record InterleaveFunction() : VectorFunction("Interleave")
{
    public override void Write(KernelWriter writer)
    {
        WriteHalf(writer, "Low", "a[0], b[0], a[1], b[1].", FourLanes.InterleaveLow("a", "b"));
        WriteHalf(writer, "High", "a[2], b[2], a[3], b[3].", FourLanes.InterleaveHigh("a", "b"));
    }

    private static void WriteHalf(KernelWriter writer, string half, string summary, string[] alternatives) =>
        writer.Method(summary, $"{FourLanes.Vector} Interleave{half}({FourLanes.Vector} a, {FourLanes.Vector} b)", alternatives);
}
