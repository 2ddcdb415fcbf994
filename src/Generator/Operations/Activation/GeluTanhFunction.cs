using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>GELU's tanh form: 1/2 (1 + tanh u) = s(2u), so v = 2 sqrt(2/pi) (x + 0.044715 x^3).</summary>
internal sealed record GeluTanhFunction(bool HasDerivative) : LogisticFunction("GeluTanh", "gelu_tanh", HasDerivative)
{
    /// <summary>2 sqrt(2/pi).</summary>
    private const double Linear = 1.5957691216057308;

    /// <summary>0.044715 times that.</summary>
    private const double Cubic = 0.044715 * Linear;

    private const string Value = """
        GELU's tanh form, x / 2 (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3): x s(2u) with s(v) = 1 / (1 + e^-v), as
        max(0, x) - |x| s(-2|u|). Within 1e-7 max(1, |x|), and within 1.3e-5 of itself; 0 from x = -10.05 down, -infinity included;
        NaN stays NaN.
        """;

    private const string ValueAndDerivative = """
        GELU's tanh form, x s(v(x)) with v = 2 sqrt(2/pi) (x + 0.044715 x^3) and s(v) = 1 / (1 + e^-v), as max(0, x) - |x| s(-|v|) within
        1e-7 max(1, |x|), and its derivative within 2e-7: s(-v) (1 - a v' s(v)) at a = |x| where x is negative, and 1 less that
        elsewhere. 0 and 0 from x = -10.05 down, x and 1 in the other tail, infinities included; NaN stays NaN.
        """;

    protected override string Summary => this.HasDerivative ? ValueAndDerivative : Value;

    protected override void WriteConstants(KernelWriter writer)
    {
        writer.Constant("Linear", (float)Linear, "2 sqrt(2/pi)");
        writer.Constant("Cubic", (float)Cubic, "2 sqrt(2/pi) 0.044715");
        writer.Constant("Saturation", 11f, "e^-2u is below every normal float from x = 10.05 on");
    }

    protected override string WriteArgument(KernelWriter writer)
    {
        writer.Declare("square", "a * a");
        writer.Declare("ratio", writer.MultiplyAdd("square", writer.Broadcast("Cubic"), writer.Broadcast("Linear")));
        writer.Declare("v", "a * ratio");

        return "v";
    }

    protected override string WriteGrowth(KernelWriter writer)
    {
        writer.Declare("rate", writer.MultiplyAdd("square", writer.Broadcast("3f * Cubic"), writer.Broadcast("Linear")));
        writer.Declare("growth", "a * rate");

        return "growth";
    }
}
