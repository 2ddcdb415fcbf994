using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>LargestMagnitude(bits)</c>, of floats given as their bits without signs; as integers, NaN is above all others.</summary>
internal sealed record LargestMagnitudeFunction() : VectorFunction("LargestMagnitude")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("The greatest lane.", $"float LargestMagnitude({writer.Integers} bits)");

        string four = writer.Fold("bits", "Max", "int");
        string turned = $"{FourLanes.Class}.Shuffle({four}, {FourLanes.Class}.Create(2, 3, 0, 1))";
        writer.Declare($"{FourLanes.Class}<int>", "pairs", $"{FourLanes.Class}.Max({four}, {turned})");
        writer.Line();
        writer.Line("return BitConverter.Int32BitsToSingle(Math.Max(pairs[0], pairs[1]));");
    }
}
