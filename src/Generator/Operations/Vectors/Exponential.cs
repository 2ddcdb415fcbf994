using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>What the functions that are made of e^x share.</summary>
/// <remarks>
/// x = n ln 2 + r with an integer n and |r| up to ln 2 / 2. n is rounded by adding 1.5 x 2^23, which leaves it in the low bits of the
/// sum's significand as well. e^r = 1 + r + r^2 q(r): q has degree 4 and was fitted by weighted least squares (Lawson's
/// iteration, in 50 decimal digits) to the least relative error, one coefficient after the other being rounded to a float and
/// the rest refitted: 3.1e-9 on |r| up to 0.34664.
/// </remarks>
internal static class Exponential
{
    /// <summary>The coefficients of q(r), highest first.</summary>
    private static readonly float[] Remainder = [0.00138210005f, 0.00836867187f, 0.0416682623f, 0.166665211f, 0.49999994f];

    /// <summary>Declares the constants of the other methods.</summary>
    public static void WriteConstants(KernelWriter writer)
    {
        writer.Constant("Log2OfE", 1.44269504f, "1 / ln 2");
        writer.Constant("MinusLn2High", -0.693359375f, "the first ten bits of -ln 2: n times this is exact");
        writer.Constant("MinusLn2Low", 0.000212194440f, "-ln 2 less these");
        writer.Constant("Rounder", 12582912f, "1.5 x 2^23: a sum with it is rounded to an integer");
        writer.Line();
    }

    /// <summary>Writes n ln 2 + r = <paramref name="argument"/>: <c>shifted</c>, with n in its low bits, and <c>r</c>.</summary>
    public static void WriteReduction(KernelWriter writer, string argument)
    {
        writer.Declare("shifted", writer.MultiplyAdd(argument, writer.Broadcast("Log2OfE"), writer.Broadcast("Rounder")));
        writer.Declare("n", $"shifted - {writer.Broadcast("Rounder")}");
        writer.Declare("r", writer.MultiplyAdd("n", writer.Broadcast("MinusLn2High"), argument));
        writer.Line($"r = {writer.MultiplyAdd("n", writer.Broadcast("MinusLn2Low"), "r")};");
        writer.Line();
    }

    /// <summary>Writes <c>q</c>, the polynomial of e^r = 1 + r + r^2 q(r).</summary>
    public static void WriteRemainder(KernelWriter writer) => writer.Polynomial("q", "r", Remainder);
}
