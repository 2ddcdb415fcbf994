using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class OutputLossesTests
{
    private static readonly float[] Values = [.. Enumerable.Range(0, 24).Select(static i => (float)Math.Sin((i * 1.7) + 0.3))];
    private static readonly float[] Teacher = [.. Enumerable.Range(0, 24).Select(static i => 2 * (float)Math.Cos(i * 0.9))];

    // By hand: softmax of (0, ln 3) is (1/4, 3/4), of (0, 0) halves; with T = 2 of (0, 2 ln 3) again.
    [Fact]
    public void Distill_IsTheDivergence()
    {
        float[] gradients = new float[2];
        double expected = (0.25 * Math.Log(0.5)) + (0.75 * Math.Log(1.5));

        Assert.Equal(expected, OutputLosses.Distill([], [0, MathF.Log(3)], [0, 0], 2, 1, gradients), 1e-7);
        Assert.Equal([0.25f, -0.25f], gradients);
        Assert.Equal(4 * expected, OutputLosses.Distill([5], [0, 2 * MathF.Log(3)], [1, 1], 2, 2, gradients), 1e-6);
        Assert.Equal(0.75, gradients[0], 1e-6);
        Assert.Equal(0, OutputLosses.Distill([-1], [0, 1], [5, 1], 2, 2, gradients));
        Assert.Equal(0, OutputLosses.Distill([], Teacher, Teacher, 8, 3, new float[24]), 1e-12);
    }

    // By hand: softmax of (0, ln 3) is (1/4, 3/4).
    [Fact]
    public void CrossEntropy_WeighsEachRowByItsLabel()
    {
        float[] gradients = new float[6];
        double loss = OutputLosses.CrossEntropy([0, -1, 1], [3, 0.5f], [0, MathF.Log(3), 7, 9, 0, MathF.Log(3)], 2, gradients);

        Assert.Equal((3 * Math.Log(4)) + (0.5 * Math.Log(4.0 / 3)), loss, 1e-6);
        Assert.All(
            gradients.Zip([-3 * 0.75, 3 * 0.75, 0, 0, 0.5 * 0.25, -0.5 * 0.25]), static pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal(Math.Log(4), OutputLosses.CrossEntropy([0], [], [0, MathF.Log(3)], 2, new float[2]), 1e-6);
    }

    // By hand: two pairs that are equal within and orthogonal between: scores 1 and 0 over the temperature.
    [Fact]
    public void Contrast_OfOrthogonalPairs() => Assert.Equal(
        2 * 2 * Math.Log(1 + Math.Exp(-4)), OutputLosses.Contrast([3, 0, 1, 0, 0, 2, 0, 7], 2, 0.25, new float[8]), 1e-7);

    [Theory]
    [InlineData("distill", 0.5)]
    [InlineData("distill", 3.0)]
    [InlineData("contrast", 0.2)]
    [InlineData("contrast", 1.0)]
    [InlineData("cross-entropy", 1.0)]
    public void Gradients_AreThoseOfFiniteDifferences(string name, double temperature)
    {
        float[] gradients = [.. Enumerable.Repeat(1f, 24)];
        Loss(Values, gradients);

        for (int i = 0; i < Values.Length; i++)
        {
            const float step = 1f / 128;
            double difference = (LossWith(i, step) - LossWith(i, -step)) / (2 * step);
            Assert.Equal(1 + difference, gradients[i], 2e-3 * Math.Max(1, Math.Abs(difference)));
        }

        double LossWith(int index, float change)
        {
            float[] changed = [.. Values];
            changed[index] += change;

            return Loss(changed, new float[24]);
        }

        double Loss(float[] values, float[] into) => name switch
        {
            "contrast" => OutputLosses.Contrast(values, 4, temperature, into),
            "distill" => OutputLosses.Distill([1, -1, 0], Teacher, values, 8, temperature, into),
            _ => OutputLosses.CrossEntropy([5, -1, 0], [2, 1, 1, 1, 1, 0.25f, 0, 1], values, 8, into),
        };
    }

    // A thread keeps its room from call to call, and what a larger batch left there counts for nothing.
    [Fact]
    public void Contrast_OfSmallerBatches_IsTheSameAndAllocatesNothing()
    {
        float[] gradients = new float[8];
        double expected = OutputLosses.Contrast(Values.AsSpan(0, 8), 4, 0.5, gradients);
        _ = OutputLosses.Contrast(Values, 2, 0.5, new float[24]);
        float[] again = new float[8];
        long before = GC.GetAllocatedBytesForCurrentThread();
        double loss = OutputLosses.Contrast(Values.AsSpan(0, 8), 4, 0.5, again);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(expected, loss);
        Assert.Equal(gradients, again);
    }

    [Fact]
    public void WhatDoesNotFit_SaysWhat()
    {
        AssertSays("The temperature is finite and above 0.", static () => OutputLosses.Contrast(new float[4], 2, 0, new float[4]));
        AssertSays("3 rows are no pairs; rows 2i and 2i + 1 belong together.", static () => OutputLosses.Contrast(new float[6], 2, 1, new float[6]));
        AssertSays("Row 1 is zero or not finite, and has no direction.", static () => OutputLosses.Contrast([1, 1, 0, 0], 2, 1, new float[4]));
        AssertSays(
            "Outputs are whole rows of 2, and gradients as many; 4 and 3 floats were given.", static () => OutputLosses.Contrast(new float[4], 2, 1, new float[3]));
        AssertSays(
            "2 rows of outputs have as many of the teacher and labels; 1 and 0 were given.",
            static () => OutputLosses.Distill([], new float[2], new float[4], 2, 1, new float[4]));
        AssertSays(
            "2 rows of 2 classes have as many labels and weights; 2 and 3 were given.",
            static () => OutputLosses.CrossEntropy([0, 0], [1, 1, 1], new float[4], 2, new float[4]));
        AssertSays(
            "Label 2 of row 1 is no class; labels are below 2.", static () => OutputLosses.CrossEntropy([0, 2], [], new float[4], 2, new float[4]));
    }

    private static void AssertSays(string message, Func<double> action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(() => action()).Message, StringComparison.Ordinal);
}
