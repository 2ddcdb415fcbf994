using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class LearningRateTests
{
    // Hugging Face's tests of its schedulers print these values for a rate of 10 over 10 steps.
    [Fact]
    public void Linear_PublishedValues() =>
        AssertRates([0, 5, 10, 8.75, 7.5, 6.25, 5, 3.75, 2.5, 1.25, 0, 0], LearningRate.Linear(10, warmupSteps: 2, totalSteps: 10), 1e-12);

    [Fact]
    public void Cosine_PublishedValues() =>
        AssertRates([0, 5, 10, 9.61, 8.53, 6.91, 5, 3.08, 1.46, 0.38, 0, 0], LearningRate.Cosine(10, warmupSteps: 2, totalSteps: 10), 0.01);

    [Fact]
    public void CosineWithRestarts_PublishedValues() => AssertRates(
        [0, 5, 10, 8.53, 5, 1.46, 10, 8.53, 5, 1.46, 0, 0], LearningRate.CosineWithRestarts(10, warmupSteps: 2, totalSteps: 10, cycles: 2), 0.01);

    [Fact]
    public void Polynomial_PublishedValues() => AssertRates(
        [0, 5, 10, 7.656, 5.625, 3.906, 2.5, 1.406, 0.625, 0.156, 1e-7, 1e-7],
        LearningRate.Polynomial(10, warmupSteps: 2, totalSteps: 10, power: 2, floor: 1e-7), 1e-3);

    [Fact]
    public void InverseSquareRoot_PublishedValues() =>
        AssertRates([0, 5, 10, 8.165, 7.071, 6.325, 5.774, 5.345, 5, 4.714], LearningRate.InverseSquareRoot(10, warmupSteps: 2), 1e-3);

    [Fact]
    public void WarmupStableDecay_PublishedValues() => AssertRates(
        [0, 5, 10, 10, 10, 7.75, 3.25, 1, 1, 1], LearningRate.WarmupStableDecay(10, warmupSteps: 2, stableSteps: 2, decaySteps: 3, floor: 1), 1e-12);

    [Fact]
    public void Constant_PublishedValues() =>
        AssertRates([0, 2.5, 5, 7.5, 10, 10, 10], LearningRate.Constant(10, warmupSteps: 4), 1e-12);

    [Fact]
    public void Constant_FromANumber_NoWarmup()
    {
        LearningRate rate = 3e-4;

        AssertRates([3e-4, 3e-4, 3e-4], rate, 0);
    }

    // nanoGPT's get_lr, written out.
    [Fact]
    public void Cosine_NanoGpt_ItsOwnFormula()
    {
        LearningRate rate = LearningRate.Cosine(1e-3, warmupSteps: 100, totalSteps: 2000, floor: 1e-4, warmupFromZero: false);

        for (int iteration = 0; iteration <= 2100; iteration++)
        {
            double expected = 1e-4;

            if (iteration < 100)
            {
                expected = 1e-3 * (iteration + 1) / (100 + 1);
            }
            else if (iteration <= 2000)
            {
                double coefficient = 0.5 * (1.0 + Math.Cos(Math.PI * ((iteration - 100) / (double)(2000 - 100))));
                expected = 1e-4 + (coefficient * (1e-3 - 1e-4));
            }

            Assert.Equal(expected, rate.At(iteration), 1e-15);
        }
    }

    // Vaswani et al. 2017, equation 3, with the paper's base model.
    [Fact]
    public void Noam_PaperFormula_HighestAtTheEndOfTheWarmup()
    {
        LearningRate rate = LearningRate.Noam(512, warmupSteps: 4000);

        Assert.Equal(Math.Pow(512, -0.5) * Math.Pow(4000, -1.5), rate.At(0), 1e-15);
        Assert.Equal(Math.Pow(512, -0.5) * Math.Pow(4000, -0.5), rate.At(3999), 1e-15);
        Assert.Equal(Math.Pow(512, -0.5) * Math.Pow(100_000, -0.5), rate.At(99_999), 1e-15);
        Assert.True(rate.At(3998) < rate.At(3999) && rate.At(4000) < rate.At(3999));
        Assert.Equal(2 * rate.At(77), LearningRate.Noam(512, warmupSteps: 4000, factor: 2).At(77), 1e-15);
    }

    // fairseq's InverseSquareRootSchedule.step_update, written out.
    [Fact]
    public void InverseSquareRoot_Fairseq_ItsOwnFormula()
    {
        LearningRate rate = LearningRate.InverseSquareRoot(5e-3, warmupSteps: 2000, start: 1e-7);
        double decayFactor = 5e-3 * Math.Pow(2000, 0.5);

        for (int updates = 0; updates <= 6000; updates++)
        {
            double expected = updates < 2000 ? 1e-7 + (updates * ((5e-3 - 1e-7) / 2000)) : decayFactor * Math.Pow(updates, -0.5);

            Assert.Equal(expected, rate.At(updates), 1e-15);
        }

        Assert.Equal(2.5e-3, rate.At(8000), 1e-15);
    }

    [Fact]
    public void Linear_WithFloor_StaysThere() =>
        AssertRates([10, 8, 6, 4, 2, 2], LearningRate.Linear(10, warmupSteps: 0, totalSteps: 4, floor: 2), 1e-12);

    [Fact]
    public void Settings_OutOfRange_AreErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Constant(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Constant(1, warmupSteps: -1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Cosine(1, warmupSteps: 10, totalSteps: 10));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Linear(1, warmupSteps: 1, totalSteps: 10, floor: 2));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.CosineWithRestarts(1, warmupSteps: 1, totalSteps: 10, cycles: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Polynomial(1, warmupSteps: 1, totalSteps: 10, power: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Polynomial(1, warmupSteps: 1, totalSteps: 10, power: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.WarmupStableDecay(1, warmupSteps: 1, stableSteps: -1, decaySteps: 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.WarmupStableDecay(1, warmupSteps: 1, stableSteps: 1, decaySteps: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Noam(512, warmupSteps: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.InverseSquareRoot(1, warmupSteps: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.InverseSquareRoot(double.PositiveInfinity, warmupSteps: 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.InverseSquareRoot(1, warmupSteps: 1, start: 2));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.InverseSquareRoot(1, warmupSteps: 1, start: double.NaN));
    }

    [Fact]
    public void At_NegativeStep_IsAnError() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => LearningRate.Constant(1, warmupSteps: 5).At(-1));

    private static void AssertRates(double[] expected, LearningRate rate, double tolerance)
    {
        double[] rates = [.. Enumerable.Range(0, expected.Length).Select(step => rate.At(step))];

        Assert.All(expected.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
