using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary><c>Tanh(x)</c>, alone or with its derivative 1 - tanh^2 x.</summary>
/// <remarks>
/// Where tanh x is almost 1, a derivative made of its square is the rounding of that square alone. With m = e^(2|x|) - 1,
/// 1 - tanh |x| = 2 / (m + 2) loses nothing, and (1 + tanh |x|)(1 - tanh |x|) neither.
/// </remarks>
internal sealed record TanhFunction(bool HasDerivative) : ActivationFunction("Tanh", "tanh", HasDerivative)
{
    private const string Value = """
        tanh x within 2.8 units in the last place for every float; NaN stays NaN.
        With m = e^(2|x|) - 1, tanh |x| = m / (m + 2); m = 2^n (r + r^2 q(r)) + (2^n - 1) keeps its last bits where x is small.
        """;

    private const string ValueAndDerivative = """
        tanh x within 2.8 units in the last place for every float, and 1 - tanh^2 x within 4 up to |x| = 44 and 0 from there on; NaN
        stays NaN.
        With m = e^(2|x|) - 1, tanh |x| = m / (m + 2) and 1 - tanh |x| = 2 / (m + 2); m = 2^n (r + r^2 q(r)) + (2^n - 1) keeps its last
        bits where x is small.
        """;

    protected override string Summary => this.HasDerivative ? ValueAndDerivative : Value;

    protected override void WriteBody(KernelWriter writer)
    {
        if (this.HasDerivative)
        {
            writer.Constant("Saturation", 44f, "1 - tanh^2 x is 2.4e-38 here, and soon below every normal float");
        }
        else
        {
            writer.Constant("Saturation", 10f, "tanh x is 1 from 9.02 on");
        }

        Exponential.WriteConstants(writer);
        WriteMagnitude(writer);
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

        if (this.HasDerivative)
        {
            this.WriteDerivative(writer);
        }
        else
        {
            writer.Line();
            writer.Line($"return sign | (m / (m + {writer.Broadcast(2)}));");
        }
    }

    private void WriteDerivative(KernelWriter writer)
    {
        writer.Declare("sum", $"m + {writer.Broadcast(2)}");
        writer.Declare("tanh", "m / sum");
        writer.Declare("slope", $"({writer.Broadcast(1)} + tanh) * ({writer.Broadcast(2)} / sum)");
        string isFlat = $"{writer.Class}.GreaterThanOrEqual(a, {writer.Broadcast("Saturation")})";
        writer.Line($"derivative = {writer.Class}.ConditionalSelect({isFlat}, {writer.Zero}, slope);");
        writer.Line();
        writer.Line("return sign | tanh;");
    }
}
