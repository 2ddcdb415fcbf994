using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

public sealed class LogitKernelTests
{
    // Whole vectors, and all numbers of logits behind them.
    public static TheoryData<int> Counts => [.. Enumerable.Range(1, 17), 1000, 32_003];

    [Theory]
    [MemberData(nameof(Counts))]
    public void FindBest_OfAnyNumber_IsTheFirstOfTheLargest(int count)
    {
        float[] logits = Draw(count);
        Assert.Equal(Array.IndexOf(logits, logits.Max()), LogitKernel.FindBest(logits));

        logits[count / 3] = logits[count - 1] = 1000;
        Assert.Equal(count / 3, LogitKernel.FindBest(logits));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void FindBest_OfWhatIsNoNumber_SaysWhichToken(int count)
    {
        float[] logits = Draw(count);
        logits[count / 2] = float.NaN;
        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => _ = LogitKernel.FindBest(logits));

        Assert.Equal($"The logit of token {count / 2} is no number: the model's parameters are damaged.", problem.Message);
    }

    [Fact]
    public void FindBest_OfZerosOfBothSigns_IsTheFirst() => Assert.Equal(1, LogitKernel.FindBest([-1, -0f, 0f, -0f, -2, -3, -4, -5, 0f]));

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    [InlineData(1e-3)]
    public void Weigh_IsTheExponential_AndSumsIt(double temperature)
    {
        float[] logits = [.. Draw(4099).Select(static logit => logit * 20), float.NegativeInfinity];
        float largest = logits.Max();
        double[] weights = new double[logits.Length];
        double sum = LogitKernel.Weigh(logits, largest, temperature, weights);

        for (int i = 0; i < logits.Length; i++)
        {
            double expected = Math.Exp(((double)logits[i] - largest) / temperature);
            Assert.True(Math.Abs(weights[i] - expected) <= Math.Max(4e-16 * expected, 1e-306), $"{weights[i]:R} instead of {expected:R} at {logits[i] - largest}");
        }

        Assert.Equal(1, weights[Array.IndexOf(logits, largest)]);
        Assert.Equal(0, weights[^1]);
        Assert.Equal(weights.Sum(), sum, 1e-12 * sum);
    }

    private static float[] Draw(int count)
    {
        Random random = new(count);

        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 20) - 10)];
    }
}
