using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>GELU in its erf form, x Phi(x), and its derivative Phi(x) + x phi(x).</summary>
/// <remarks>
/// With a = |x|, Phi(-a) = e^(-a^2/2) R(a), R as in <see cref="NormalTailFunction"/>. Value and derivative follow by symmetry from those
/// on the negative side, which therefore keep their relative accuracy down to where e^(-a^2/2) is flushed.
/// </remarks>
internal sealed record GeluFunction(bool HasDerivative) : RampFunction("Gelu", "gelu", HasDerivative)
{
    private const string Value = """
        GELU, x Phi(x) = max(0, x) - |x| Phi(-|x|): within 1e-7 max(1, |x|), and within 5e-6 of itself down to -1e-30.
        0 from x = -13.22 down, -infinity included; NaN stays NaN.
        """;

    private const string ValueAndDerivative = """
        GELU, x Phi(x) = max(0, x) - |x| Phi(-|x|), within 1e-7 max(1, |x|), and its derivative Phi(x) + x phi(x) within 2e-7:
        e^(-a^2/2) (NormalTail(a) - a / sqrt(2 pi)) with a = |x| where x is negative, and 1 less that elsewhere.
        0 and 0 from x = -13.22 down, x and 1 in the other tail, infinities included; NaN stays NaN.
        """;

    public override IEnumerable<VectorFunction> Callees => [.. base.Callees, new NormalTailFunction()];

    protected override string Summary => this.HasDerivative ? ValueAndDerivative : Value;

    protected override void WriteBody(KernelWriter writer)
    {
        if (this.HasDerivative)
        {
            writer.Constant("Density", 0.3989422804f, "1 / sqrt(2 pi), the normal density at 0");
        }

        writer.Constant("Saturation", 14f, "Phi(-x) is below every normal float from 13.2 on");
        writer.Line();
        WriteMagnitude(writer);
        writer.Declare("tail", "NormalTail(a)");
        writer.Declare("exponential", $"ExpBounded(a * a * {writer.Broadcast(-0.5f)})");

        if (this.HasDerivative)
        {
            writer.Declare("difference", writer.MultiplySubtract("a", writer.Broadcast("Density"), "tail"));
            WriteDerivative(writer, "exponential * difference");
        }

        writer.Declare("weighted", "a * tail");
        WriteReturn(writer, "weighted", "exponential");
    }
}

/// <summary><c>NormalTail(a)</c>, R(a) = erfcx(a / sqrt 2) / 2, which falls slowly from 1/2 towards 1 / (a sqrt(2 pi)).</summary>
/// <remarks>
/// A quotient of polynomials of degrees 4 and 5 with the least relative error on 0..14 (iteratively reweighted least squares, linearized in
/// the denominator, in 40 decimal digits): 5.5e-9. All coefficients are positive, so that nothing cancels.
/// </remarks>
internal sealed record NormalTailFunction() : VectorFunction("NormalTail")
{
    private const string Summary = """
        Phi(-a) e^(a^2/2), the tail of the normal distribution over its exponential, for a in 0..14: within 4e-7 of itself.
        The quotient of polynomials of degrees 4 and 5 with the least relative error, 5.5e-9 before its coefficients are floats.
        """;

    private static readonly float[] Numerator =
        [0.004077573308454376f, 0.04037230917514616f, 0.18246110847421732f, 0.4372499426066282f, 0.5f];

    private static readonly float[] Denominator =
        [0.010220831787872559f, 0.10120518191691122f, 0.46742719366220026f, 1.1992877421574837f, 1.6723848405576092f, 1f];

    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Vector} NormalTail({writer.Vector} a)");

        writer.Polynomial("numerator", "a", Numerator);
        writer.Line();
        writer.Polynomial("denominator", "a", Denominator);
        writer.Line();
        writer.Line("return numerator / denominator;");
    }
}
