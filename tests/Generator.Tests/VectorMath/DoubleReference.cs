using System;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The functions under test in double: relative errors below 1e-12, in the negative tails too.</summary>
internal static class DoubleReference
{
    private const double SqrtTwoPi = 2.5066282746310005;
    private const double TwiceSqrtTwoOverPi = 1.5957691216057308;
    private const double GeluCubic = 0.044715;

    /// <summary>x Phi(x).</summary>
    public static double Gelu(double x) => double.IsNegativeInfinity(x) ? 0.0 : x * Normal(x);

    /// <summary>Phi(x) + x phi(x).</summary>
    public static double GeluDerivative(double x) => Normal(x) + (double.IsInfinity(x) ? 0.0 : x * Density(x));

    /// <summary>x / 2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).</summary>
    public static double GeluTanh(double x) => double.IsNegativeInfinity(x) ? 0.0 : x * Logistic(TwiceSqrtTwoOverPi * (x + (GeluCubic * x * x * x)));

    /// <summary>The derivative of <see cref="GeluTanh"/>.</summary>
    public static double GeluTanhDerivative(double x)
    {
        double v = TwiceSqrtTwoOverPi * (x + (GeluCubic * x * x * x));

        return SelfGated(v, Math.Abs(x) > 1e6 ? 0.0 : x * TwiceSqrtTwoOverPi * (1.0 + (3.0 * GeluCubic * x * x)));
    }

    /// <summary>x / (1 + e^-1.702x).</summary>
    public static double QuickGelu(double x) => double.IsNegativeInfinity(x) ? 0.0 : x * Logistic(1.702f * x);

    /// <summary>The derivative of <see cref="QuickGelu"/>.</summary>
    public static double QuickGeluDerivative(double x) => SelfGated(1.702f * x, double.IsInfinity(x) ? 0.0 : 1.702f * x);

    /// <summary>x / (1 + e^-x).</summary>
    public static double Silu(double x) => double.IsNegativeInfinity(x) ? 0.0 : x * Logistic(x);

    /// <summary>The derivative of <see cref="Silu"/>.</summary>
    public static double SiluDerivative(double x) => SelfGated(x, double.IsInfinity(x) ? 0.0 : x);

    /// <summary>The derivative of x s(v(x)), s the logistic function, from v and x v'(x).</summary>
    private static double SelfGated(double v, double growth) => Logistic(v) * (1.0 + (growth * Logistic(-v)));

    /// <summary>1 / (1 + e^-v).</summary>
    public static double Logistic(double v) => 1.0 / (1.0 + Math.Exp(-v));

    private static double Density(double x) => Math.Exp(-0.5 * x * x) / SqrtTwoPi;

    /// <summary>Phi(x): its power series around 0 up to 3, the continued fraction of Mills' ratio beyond.</summary>
    private static double Normal(double x)
    {
        double a = Math.Abs(x);

        if (double.IsNaN(x) || a > 40.0)
        {
            return double.IsNaN(x) ? x : x > 0.0 ? 1.0 : 0.0;
        }

        double tail = a < 3.0 ? 0.5 - (Density(a) * OddSeries(a)) : Density(a) * MillsRatio(a);

        return x < 0.0 ? tail : 1.0 - tail;
    }

    /// <summary>a + a^3 / 3 + a^5 / (3 x 5) + ...</summary>
    private static double OddSeries(double a)
    {
        double term = a;
        double sum = a;

        for (int k = 1; term > sum * 1e-18; k++)
        {
            term *= a * a / ((2 * k) + 1);
            sum += term;
        }

        return sum;
    }

    /// <summary>1 / (a + 1 / (a + 2 / (a + 3 / ...))), from the inside out.</summary>
    private static double MillsRatio(double a)
    {
        double fraction = a;

        for (int k = 10 + (int)(600.0 / (a * a)); k > 0; k--)
        {
            fraction = a + (k / fraction);
        }

        return 1.0 / fraction;
    }
}
