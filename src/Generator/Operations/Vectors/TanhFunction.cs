using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>Tanh(x)</c>.</summary>
internal sealed record TanhFunction() : VectorFunction("Tanh")
{
    private const string Summary = """
        tanh x within 2.8 units in the last place for every float; NaN stays NaN.
        With m = e^(2|x|) - 1, tanh |x| = m / (m + 2); m = 2^n (r + r^2 q(r)) + (2^n - 1) keeps its last bits where x is small.
        """;

    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Vector} Tanh({writer.Vector} x)");

        writer.Constant("Saturation", 10f, "tanh x is 1 from 9.02 on");
        Exponential.WriteConstants(writer);
        writer.Declare("a", $"{writer.Class}.MinNative({writer.Broadcast("Saturation")}, {writer.Class}.Abs(x))");
        writer.Declare("argument", "a + a");
        Exponential.WriteReduction(writer, "argument");
        Exponential.WriteRemainder(writer);
        writer.Declare("remainder", writer.MultiplyAdd("q * r", "r", "r"));
        writer.Line();
        writer.Comment("scale = 2^n: n to the exponent bits of 1.");
        writer.Declare("scale", $"((shifted.AsInt32() << 23) + {writer.Broadcast(1)}.AsInt32()).AsSingle()");
        writer.Declare("excess", $"scale - {writer.Broadcast(1)}");
        writer.Declare("m", writer.MultiplyAdd("scale", "remainder", "excess"));
        writer.Declare("sign", $"x & {writer.Broadcast("-0f")}");
        writer.Line();
        writer.Line($"return sign | (m / (m + {writer.Broadcast(2)}));");
    }
}
