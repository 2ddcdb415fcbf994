using Weft.Generator.Graph;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Emits the activations x s(v(x)) of the logistic function s: SiLU, v = x, and the tanh form of GELU.</summary>
/// <remarks>
/// 1/2 (1 + tanh u) = s(2u), so GELU's tanh form has v = 2 sqrt(2/pi) (x + 0.044715 x^3). With a = |x|, e = e^(-v(a)), upper = 1 / (1 + e)
/// and lower = e upper, s(v(x)) is lower on the negative side and upper = 1 - lower on the other. The derivative
/// s(v) + x v'(x) s(v) s(-v) is lower (1 - a v'(a) upper) on the negative side and one less that on the other.
/// </remarks>
internal static class LogisticEmitter
{
    /// <summary>2 sqrt(2/pi).</summary>
    private const double Linear = 1.5957691216057308;

    /// <summary>0.044715 times that.</summary>
    private const double Cubic = 0.044715 * Linear;

    /// <summary>Silu(x) or Silu(x, out derivative).</summary>
    public static void WriteSilu(VectorMethodWriter method, bool withDerivative)
    {
        const string Value = """
            SiLU, x s(x) with s(x) = 1 / (1 + e^-x): max(0, x) - |x| s(-|x|), within 1e-7 max(1, |x|) and within 3e-7 of itself.
            0 from x = -87.34 down, -infinity included; NaN stays NaN.
            """;
        const string Derivative = """
            SiLU, x s(x) with s(x) = 1 / (1 + e^-x), as max(0, x) - |x| s(-|x|) within 1e-7 max(1, |x|), and its derivative within 2e-7:
            s(-a) (1 - a s(a)) with a = |x| where x is negative, and 1 less that elsewhere.
            0 and 0 from x = -87.34 down, x and 1 in the other tail, infinities included; NaN stays NaN.
            """;

        using SourceWriter.Block body = WriteHeading(method, "Silu", Value, Derivative, withDerivative);

        method.WriteConstant("Saturation", 88f, "e^-x is below every normal float from 87.34 on");
        method.WriteLine();
        WriteMagnitude(method);
        WriteBranches(method, "-a");

        if (withDerivative)
        {
            WriteDerivative(method, "a");
        }

        WriteReturn(method);
    }

    /// <summary>GeluTanh(x) or GeluTanh(x, out derivative).</summary>
    public static void WriteGeluTanh(VectorMethodWriter method, bool withDerivative)
    {
        const string Value = """
            GELU's tanh form, x / 2 (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3): x s(2u) with s(v) = 1 / (1 + e^-v), as
            max(0, x) - |x| s(-2|u|). Within 1e-7 max(1, |x|), and within 1.3e-5 of itself; 0 from x = -10.05 down, -infinity included;
            NaN stays NaN.
            """;
        const string Derivative = """
            GELU's tanh form, x s(v(x)) with v = 2 sqrt(2/pi) (x + 0.044715 x^3) and s(v) = 1 / (1 + e^-v), as max(0, x) - |x| s(-|v|) within
            1e-7 max(1, |x|), and its derivative within 2e-7: s(-v) (1 - a v' s(v)) at a = |x| where x is negative, and 1 less that
            elsewhere. 0 and 0 from x = -10.05 down, x and 1 in the other tail, infinities included; NaN stays NaN.
            """;

        using SourceWriter.Block body = WriteHeading(method, "GeluTanh", Value, Derivative, withDerivative);

        method.WriteConstant("Linear", (float)Linear, "2 sqrt(2/pi)");
        method.WriteConstant("Cubic", (float)Cubic, "2 sqrt(2/pi) 0.044715");
        method.WriteConstant("Saturation", 11f, "e^-2u is below every normal float from x = 10.05 on");
        method.WriteLine();
        WriteMagnitude(method);
        method.WriteLine($"""
            {method.Vector} square = a * a;
            {method.Vector} ratio = {method.Set.MultiplyAdd("square", method.Create("Cubic"), method.Create("Linear"))};
            {method.Vector} v = a * ratio;
            """);
        WriteBranches(method, "-v");

        if (withDerivative)
        {
            method.WriteLine($"""
                {method.Vector} rate = {method.Set.MultiplyAdd("square", method.Create("3f * Cubic"), method.Create("Linear"))};
                {method.Vector} growth = a * rate;
                """);
            WriteDerivative(method, "growth");
        }

        WriteReturn(method);
    }

    private static SourceWriter.Block WriteHeading(
        VectorMethodWriter method, string name, string value, string derivative, bool withDerivative) =>
        withDerivative
            ? method.WriteMethod(derivative, $"{method.Vector} {name}({method.Vector} x, out {method.Vector} derivative)")
            : method.WriteMethod(value, $"{method.Vector} {name}({method.Vector} x)");

    private static void WriteMagnitude(VectorMethodWriter method) =>
        method.WriteLine($"{method.Vector} a = {method.Class}.MinNative({method.Create("Saturation")}, {method.Class}.Abs(x));");

    private static void WriteBranches(VectorMethodWriter method, string exponent) => method.WriteLine($"""
        {method.Vector} exponential = ExpBounded({exponent});
        {method.Vector} upper = {method.Create("1f")} / ({method.Create("1f")} + exponential);
        {method.Vector} lower = exponential * upper;
        """);

    private static void WriteDerivative(VectorMethodWriter method, string growth) => method.WriteLine($"""
        {method.Vector} difference = {method.Set.MultiplySubtract(growth, "upper", method.Create("1f"))};
        {method.Vector} slope = lower * difference;
        derivative = {method.Class}.ConditionalSelect({method.Class}.LessThan(x, {method.Vector}.Zero), slope, {method.Create("1f")} - slope);
        """);

    private static void WriteReturn(VectorMethodWriter method) => method.WriteLine($"""

        return {method.Set.MultiplySubtract("a", "lower", $"{method.Class}.MaxNative({method.Vector}.Zero, x)")};
        """);
}
