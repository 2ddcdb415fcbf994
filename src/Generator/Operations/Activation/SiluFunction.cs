using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>SiLU, x s(x).</summary>
internal sealed record SiluFunction(bool HasDerivative) : LogisticFunction("Silu", "silu", HasDerivative)
{
    private const string Value = """
        SiLU, x s(x) with s(x) = 1 / (1 + e^-x): max(0, x) - |x| s(-|x|), within 1e-7 max(1, |x|) and within 3e-7 of itself.
        0 from x = -87.34 down, -infinity included; NaN stays NaN.
        """;

    private const string ValueAndDerivative = """
        SiLU, x s(x) with s(x) = 1 / (1 + e^-x), as max(0, x) - |x| s(-|x|) within 1e-7 max(1, |x|), and its derivative within 2e-7:
        s(-a) (1 - a s(a)) with a = |x| where x is negative, and 1 less that elsewhere.
        0 and 0 from x = -87.34 down, x and 1 in the other tail, infinities included; NaN stays NaN.
        """;

    protected override string Summary => this.HasDerivative ? ValueAndDerivative : Value;

    protected override void WriteConstants(KernelWriter writer) =>
        writer.Constant("Saturation", 88f, "e^-x is below every normal float from 87.34 on");

    protected override string WriteArgument(KernelWriter writer) => "a";

    protected override string WriteGrowth(KernelWriter writer) => "a";
}
