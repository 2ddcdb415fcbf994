using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Emits GELU in its erf form, x Phi(x), and its derivative Phi(x) + x phi(x).</summary>
/// <remarks>
/// With a = |x|, Phi(-a) = e^(-a^2/2) R(a), where R(a) = erfcx(a / sqrt 2) / 2 falls slowly from 1/2 towards 1 / (a sqrt(2 pi)).
/// R is fitted by a quotient of polynomials of degrees 4 and 5 with the least relative error on 0..14 (iteratively reweighted
/// least squares, linearized in the denominator, in 40 decimal digits): 5.5e-9. All coefficients are positive, so that
/// nothing cancels. Both functions follow by symmetry from their values on the negative side, which therefore keep their
/// relative accuracy down to where e^(-a^2/2) is flushed.
/// </remarks>
internal static class GeluEmitter
{
    private static readonly float[] Numerator = [0.004077573308454376f, 0.04037230917514616f, 0.18246110847421732f, 0.4372499426066282f, 0.5f];

    private static readonly float[] Denominator =
        [0.010220831787872559f, 0.10120518191691122f, 0.46742719366220026f, 1.1992877421574837f, 1.6723848405576092f, 1f];

    /// <summary>NormalTail(a), R(a) above.</summary>
    public static void WriteNormalTail(VectorMethodWriter method)
    {
        const string Summary = """
            Phi(-a) e^(a^2/2), the tail of the normal distribution over its exponential, for a in 0..14: within 4e-7 of itself.
            The quotient of polynomials of degrees 4 and 5 with the least relative error, 5.5e-9 before its coefficients are floats.
            """;

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Vector} NormalTail({method.Vector} a)");

        method.WritePolynomial("numerator", "a", Numerator);
        method.WriteLine();
        method.WritePolynomial("denominator", "a", Denominator);
        method.WriteLine();
        method.WriteLine("return numerator / denominator;");
    }

    /// <summary>Gelu(x).</summary>
    public static void WriteValue(VectorMethodWriter method)
    {
        const string Summary = """
            GELU, x Phi(x) = max(0, x) - |x| Phi(-|x|): within 1e-7 max(1, |x|), and within 5e-6 of itself down to -1e-30.
            0 from x = -13.22 down, -infinity included; NaN stays NaN.
            """;

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Vector} Gelu({method.Vector} x)");

        WriteShared(method);
        WriteReturn(method);
    }

    /// <summary>Gelu(x, out derivative).</summary>
    public static void WriteDerivative(VectorMethodWriter method)
    {
        const string Summary = """
            GELU, x Phi(x) = max(0, x) - |x| Phi(-|x|), within 1e-7 max(1, |x|), and its derivative Phi(x) + x phi(x) within 2e-7:
            e^(-a^2/2) (NormalTail(a) - a / sqrt(2 pi)) with a = |x| where x is negative, and 1 less that elsewhere.
            0 and 0 from x = -13.22 down, x and 1 in the other tail, infinities included; NaN stays NaN.
            """;

        using SourceWriter.Block body =
            method.WriteMethod(Summary, $"{method.Vector} Gelu({method.Vector} x, out {method.Vector} derivative)");

        method.WriteConstant("Density", 0.3989422804f, "1 / sqrt(2 pi), the normal density at 0");
        WriteShared(method);
        method.WriteLine($"""
            {method.Vector} difference = {method.Set.MultiplySubtract("a", method.Create("Density"), "tail")};
            {method.Vector} slope = exponential * difference;
            derivative = {method.Class}.ConditionalSelect({method.Class}.LessThan(x, {method.Vector}.Zero), slope, {method.Create("1f")} - slope);
            """);
        WriteReturn(method);
    }

    private static void WriteShared(VectorMethodWriter method)
    {
        method.WriteConstant("Saturation", 14f, "Phi(-x) is below every normal float from 13.2 on");
        method.WriteLine($"""

            {method.Vector} a = {method.Class}.MinNative({method.Create("Saturation")}, {method.Class}.Abs(x));
            {method.Vector} tail = NormalTail(a);
            {method.Vector} exponential = ExpBounded(a * a * {method.Create("-0.5f")});
            """);
    }

    private static void WriteReturn(VectorMethodWriter method) => method.WriteLine($"""
        {method.Vector} weighted = a * tail;

        return {method.Set.MultiplySubtract("weighted", "exponential", $"{method.Class}.MaxNative({method.Vector}.Zero, x)")};
        """);
}
