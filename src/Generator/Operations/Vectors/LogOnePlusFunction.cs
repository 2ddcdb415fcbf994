using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>LogOnePlus(x)</c>: ln(1 + x) for x from 0 to 1.</summary>
internal sealed record LogOnePlusFunction() : VectorFunction("LogOnePlus")
{
    private const string Summary = """
        ln(1 + x) for x from 0 to 1, within 3 units in the last place; NaN stays NaN.
        With s = x / (2 + x), at most 1 / 3, ln(1 + x) = 2 artanh s = 2 s (1 + s^2 / 3 + s^4 / 5 + ...); the terms left out are
        less than 2e-9 of it.
        """;

    // 1 / 15, 1 / 13, ... 1 / 3.
    private static readonly float[] Terms = [.. Enumerable.Range(1, 7).Reverse().Select(static i => 1f / ((2 * i) + 1))];

    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Vector} LogOnePlus({writer.Vector} x)");

        writer.Declare("s", $"x / (x + {writer.Broadcast(2)})");
        writer.Declare("square", "s * s");
        writer.Polynomial("series", "square", Terms);
        writer.Line("series *= square;");
        writer.Declare("twice", "s + s");
        writer.Line();
        writer.Line($"return {writer.MultiplyAdd("series", "twice", "twice")};");
    }
}
