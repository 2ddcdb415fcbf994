using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Metrics;

public sealed class CorrelationTests
{
    // The example of scipy's documentation of spearmanr, with a tie.
    [Fact]
    public void Spearman_ScipysExample() => Assert.Equal(0.8207826816681233, Correlation.Spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]), 1e-15);

    // By hand: ranks 1, 2.5, 2.5, 4 and 1.5, 1.5, 3, 4; covariance 3.75, variances 4.5 and 4.5.
    [Fact]
    public void Spearman_TiesOnBothSides() => Assert.Equal(3.75 / 4.5, Correlation.Spearman([-3, 0, 0, 9], [1e-3, 1e-3, 5, 1e9]), 1e-15);

    // Without ties it is 1 - 6 sum d^2 / (n (n^2 - 1)).
    [Fact]
    public void Spearman_WithoutTies_SpearmansFormula()
    {
        double[] first = [.. Enumerable.Range(0, 101).Select(static index => (double)(index * 37 % 101))];
        double[] second = [.. Enumerable.Range(0, 101).Select(static index => Math.Exp(index * index % 101 * 0.1) + index)];
        double sum = Rank(first).Zip(Rank(second), static (one, other) => Math.Pow(one - other, 2)).Sum();

        Assert.Equal(1 - (6 * sum / (101 * ((101 * 101) - 1.0))), Correlation.Spearman(first, second), 1e-14);

        static int[] Rank(double[] values) => [.. values.Select(value => values.Count(other => other < value))];
    }

    [Fact]
    public void Spearman_AnyIncreasingFunction_IsTheSame()
    {
        double[] first = [3, 1, 4, 1, 5, 9, 2, 6];
        double[] second = [2, 7, 1, 8, 2, 8, 1, 8];

        Assert.Equal(1, Correlation.Spearman(first, [.. first.Select(Math.Exp)]), 1e-15);
        Assert.Equal(-1, Correlation.Spearman(first, [.. first.Select(static value => -value)]), 1e-15);
        Assert.Equal(Correlation.Spearman(first, second), Correlation.Spearman([.. first.Select(Math.Sqrt)], second));
    }

    // The example of scipy's documentation of pearsonr.
    [Fact]
    public void Pearson_ScipysExample() =>
        Assert.Equal(-0.828503883588428, Correlation.Pearson([1, 2, 3, 4, 5, 6, 7], [10, 9, 2.5, 6, 4, 3, 2]), 1e-14);

    [Fact]
    public void Constant_IsNotANumber()
    {
        Assert.Equal(double.NaN, Correlation.Spearman([1, 1, 1], [1, 2, 3]));
        Assert.Equal(double.NaN, Correlation.Pearson([1, 2, 3], [4, 4, 4]));
    }

    [Fact]
    public void WhatDoesNotFit_SaysWhat()
    {
        AssertSays("2 numbers are compared with 3; there must be as many.", static () => Correlation.Spearman([1, 2], [1, 2, 3]));
        AssertSays("A correlation is of at least 2 pairs of numbers; there are 1.", static () => Correlation.Pearson([1], [1]));
        AssertSays("Pair 1 is (2, NaN); numbers are finite.", static () => Correlation.Spearman([1, 2], [1, double.NaN]));
    }

    private static void AssertSays(string message, Func<double> action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => action()).Message);
}
