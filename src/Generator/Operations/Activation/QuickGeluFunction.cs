using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>GELU's quick form, x s(1.702 x). Hendrycks and Gimpel 2016.</summary>
internal sealed record QuickGeluFunction(bool HasDerivative) : LogisticFunction("QuickGelu", "quick_gelu", HasDerivative)
{
    private const float Factor = 1.702f;

    private const string Value = """
        GELU's quick form, x s(1.702 x) with s(v) = 1 / (1 + e^-v): max(0, x) - |x| s(-1.702 |x|), within 1e-7 max(1, |x|) and within
        1e-5 of itself. 0 from x = -51.3 down, -infinity included; NaN stays NaN.
        """;

    private const string ValueAndDerivative = """
        GELU's quick form, x s(1.702 x) with s(v) = 1 / (1 + e^-v), as max(0, x) - |x| s(-1.702 |x|) within 1e-7 max(1, |x|), and its
        derivative within 2e-7: s(-v) (1 - v s(v)) with v = 1.702 |x| where x is negative, and 1 less that elsewhere.
        0 and 0 from x = -51.3 down, x and 1 in the other tail, infinities included; NaN stays NaN.
        """;

    protected override string Summary => this.HasDerivative ? ValueAndDerivative : Value;

    protected override void WriteConstants(KernelWriter writer)
    {
        writer.Constant("Factor", Factor, "what the logistic function's argument is multiplied by");
        writer.Constant("Saturation", 52f, "e^-1.702x is below every normal float from 51.32 on");
    }

    protected override string WriteArgument(KernelWriter writer)
    {
        writer.Declare("v", $"a * {writer.Broadcast("Factor")}");

        return "v";
    }

    protected override string WriteGrowth(KernelWriter writer) => "v";
}
