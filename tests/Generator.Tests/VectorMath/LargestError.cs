using System;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The largest of many errors, and where it was.</summary>
internal sealed class LargestError(string what)
{
    private double _error;
    private float _argument;

    /// <summary>Takes one error in; NaN counts as the largest.</summary>
    public void Add(float argument, double error)
    {
        if (!(error <= _error))
        {
            _error = error;
            _argument = argument;
        }
    }

    /// <summary>Fails where an error was above the bound.</summary>
    public void AssertAtMost(double bound) =>
        Assert.True(_error <= bound, $"{what}: the error is {_error:G4} at {_argument:G9}, above {bound:G4}");

    /// <summary>|value - exact| in units of the last place of a float near <paramref name="exact"/>, subnormal ones included.</summary>
    public static double InLastPlaces(float value, double exact)
    {
        int exponent = Math.Max(Math.ILogB(exact), -126);

        return Math.Abs(value - exact) / Math.ScaleB(1.0, exponent - 23);
    }
}
