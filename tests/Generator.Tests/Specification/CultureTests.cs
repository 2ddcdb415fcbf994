using System;
using System.Globalization;
using System.Linq;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>A machine with a decimal comma, another minus sign and its own digit groups reads and says the same.</summary>
public sealed class CultureTests
{
    [Fact]
    public void Numbers_InAnyCulture_AreReadTheSame()
    {
        string text = Specs.TinyWith("dropout: 0.1", "norm_epsilon: 1e-6", "training: {batch: 3, length: 8}");

        Assert.Equal(Specs.Read(text), InForeignCulture(() => Specs.Read(text)));
    }

    [Fact]
    public void Messages_InAnyCulture_AreTheSame()
    {
        string text = Specs.TinyWith("dropout: -0.1", "max_length: 99999999", "heads: -3", "training: {batch: 16777216, length: 4}");
        string[] expected = [.. Specs.Read(text).Problems.Select(static problem => problem.ToString())];
        string[] actual = InForeignCulture(() => Specs.Read(text).Problems.Select(static problem => problem.ToString()).ToArray());

        Assert.Equal(4, expected.Length);
        Assert.Equal(expected, actual);
    }

    private static T InForeignCulture<T>(Func<T> read)
    {
        CultureInfo previous = CultureInfo.CurrentCulture;
        CultureInfo foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        foreign.NumberFormat.NumberGroupSeparator = ".";
        foreign.NumberFormat.NegativeSign = "\u2212";

        try
        {
            CultureInfo.CurrentCulture = foreign;

            return read();
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }
}
