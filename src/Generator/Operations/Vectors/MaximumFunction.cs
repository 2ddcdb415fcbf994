using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>Maximum(x)</c>, the greatest lane of a vector: the portable API has a sum and no maximum.</summary>
internal sealed record MaximumFunction() : VectorFunction("Maximum")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("The greatest lane.", $"float Maximum({writer.Vector} x)");

        string four = writer.Fold("x", "MaxNative");
        string turned = $"{FourLanes.Class}.Shuffle({four}, {FourLanes.Class}.Create(2, 3, 0, 1))";
        writer.Declare(FourLanes.Vector, "pairs", $"{FourLanes.Class}.MaxNative({four}, {turned})");
        writer.Line();
        writer.Line("return pairs[0] > pairs[1] ? pairs[0] : pairs[1];");
    }
}
