using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Emits e^x and tanh x.</summary>
/// <remarks>
/// x = n ln 2 + r with an integer n and |r| up to ln 2 / 2. n is rounded by adding 1.5 x 2^23, which leaves it in the low bits of the
/// sum's significand as well. e^r = 1 + r + r^2 q(r): q has degree 4 and was fitted by weighted least squares (Lawson's
/// iteration, in 50 decimal digits) to the least relative error, one coefficient after the other being rounded to a float and
/// the rest refitted: 3.1e-9 on |r| up to 0.34664.
/// </remarks>
internal static class ExponentialEmitter
{
    /// <summary>The coefficients of q(r), highest first.</summary>
    private static readonly float[] Remainder = [0.00138210005f, 0.00836867187f, 0.0416682623f, 0.166665211f, 0.49999994f];

    /// <summary>ExpBounded(x).</summary>
    public static void WriteExpBounded(VectorMethodWriter method)
    {
        const string Summary = """
            e^x for x up to 88.72283, within 1.2 units in the last place; 0 below ln 2^-126 = -87.33654, where a float is subnormal.
            x = n ln 2 + r with |r| at most ln 2 / 2; e^r = 1 + r + r^2 q(r), q the best polynomial of degree 4 (relative error 3.1e-9);
            n is added to the exponent bits. A NaN from arithmetic stays NaN.
            """;

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Vector} ExpBounded({method.Vector} x)");

        method.WriteConstant("Smallest", -87.33654f, "ln 2^-126: from here on e^x is a normal float");
        WriteReductionConstants(method);
        WriteReduction(method, "x");
        WriteRemainder(method);
        method.WriteLine($"{method.Vector} power = {method.Set.MultiplyAdd("q", "r", method.Create("1f"))};");
        method.WriteLine($"power = {method.Set.MultiplyAdd("power", "r", method.Create("1f"))};");
        method.WriteLine($"""

            // 2^n times e^r: n to the exponent bits.
            power = (power.AsInt32() + (shifted.AsInt32() << 23)).AsSingle();

            return {method.Class}.ConditionalSelect({method.Class}.LessThan(x, {method.Create("Smallest")}), {method.Vector}.Zero, power);
            """);
    }

    /// <summary>Exp(x).</summary>
    public static void WriteExp(VectorMethodWriter method)
    {
        const string Summary = """
            e^x within 1.2 units in the last place for every float: 0 below ln 2^-126 = -87.33654 (subnormal results are flushed),
            +infinity from 88.72284 on; NaN stays NaN.
            """;

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Vector} Exp({method.Vector} x)");

        method.WriteConstant("Largest", 88.72283f, "the last float whose power is finite");
        method.WriteLine($"""

            // Past the range the sum is +infinity, and NaN for a NaN.
            {method.Vector} beyond = x + {method.Create("float.PositiveInfinity")};

            return {method.Class}.ConditionalSelect({method.Class}.LessThanOrEqual(x, {method.Create("Largest")}), ExpBounded(x), beyond);
            """);
    }

    /// <summary>Tanh(x).</summary>
    public static void WriteTanh(VectorMethodWriter method)
    {
        const string Summary = """
            tanh x within 2.8 units in the last place for every float; NaN stays NaN.
            With m = e^(2|x|) - 1, tanh |x| = m / (m + 2); m = 2^n (r + r^2 q(r)) + (2^n - 1) keeps its last bits where x is small.
            """;

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Vector} Tanh({method.Vector} x)");

        method.WriteConstant("Saturation", 10f, "tanh x is 1 from 9.02 on");
        WriteReductionConstants(method);
        method.WriteLine($"""
            {method.Vector} a = {method.Class}.MinNative({method.Create("Saturation")}, {method.Class}.Abs(x));
            {method.Vector} argument = a + a;
            """);
        WriteReduction(method, "argument");
        WriteRemainder(method);
        method.WriteLine($"""
            {method.Vector} remainder = {method.Set.MultiplyAdd("q * r", "r", "r")};

            // scale = 2^n: n to the exponent bits of 1.
            {method.Vector} scale = ((shifted.AsInt32() << 23) + {method.Create("1f")}.AsInt32()).AsSingle();
            {method.Vector} excess = scale - {method.Create("1f")};
            {method.Vector} m = {method.Set.MultiplyAdd("scale", "remainder", "excess")};
            {method.Vector} sign = x & {method.Create("-0f")};

            return sign | (m / (m + {method.Create("2f")}));
            """);
    }

    private static void WriteReductionConstants(VectorMethodWriter method)
    {
        method.WriteConstant("Log2OfE", 1.44269504f, "1 / ln 2");
        method.WriteConstant("MinusLn2High", -0.693359375f, "the first ten bits of -ln 2: n times this is exact");
        method.WriteConstant("MinusLn2Low", 0.000212194440f, "-ln 2 less these");
        method.WriteConstant("Rounder", 12582912f, "1.5 x 2^23: a sum with it is rounded to an integer");
        method.WriteLine();
    }

    /// <summary>Writes n ln 2 + r = <paramref name="argument"/>: <c>shifted</c>, with n in its low bits, and <c>r</c>.</summary>
    private static void WriteReduction(VectorMethodWriter method, string argument) => method.WriteLine($"""
        {method.Vector} shifted = {method.Set.MultiplyAdd(argument, method.Create("Log2OfE"), method.Create("Rounder"))};
        {method.Vector} n = shifted - {method.Create("Rounder")};
        {method.Vector} r = {method.Set.MultiplyAdd("n", method.Create("MinusLn2High"), argument)};
        r = {method.Set.MultiplyAdd("n", method.Create("MinusLn2Low"), "r")};

        """);

    /// <summary>Writes <c>q</c>, the polynomial of e^r = 1 + r + r^2 q(r).</summary>
    private static void WriteRemainder(VectorMethodWriter method) => method.WritePolynomial("q", "r", Remainder);
}
