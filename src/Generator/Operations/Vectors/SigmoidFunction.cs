using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>Sigmoid(x)</c>.</summary>
internal sealed record SigmoidFunction() : VectorFunction("Sigmoid")
{
    private const string Summary = """
        sigmoid x = 1 / (1 + e^-x) within 3 units in the last place; 0 below ln 2^-126 = -87.33654, where a float is subnormal.
        A NaN from arithmetic stays NaN.
        With e = e^-|x| it is 1 / (1 + e), and on the negative side e / (1 + e): nothing overflows, and no digits are lost.
        """;

    public override IEnumerable<VectorFunction> Callees => [new ExpBoundedFunction()];

    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Vector} Sigmoid({writer.Vector} x)");

        writer.Declare("e", $"ExpBounded(-{writer.Class}.Abs(x))");
        writer.Declare("upper", $"{writer.Broadcast(1)} / ({writer.Broadcast(1)} + e)");
        writer.Line();
        writer.Line($"return {writer.Class}.ConditionalSelect({writer.Class}.LessThan(x, {writer.Zero}), e * upper, upper);");
    }
}
