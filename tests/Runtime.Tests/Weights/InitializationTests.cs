using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Weights;

public sealed class InitializationTests
{
    [Fact]
    public void Initialize_SameSeed_SameParameters()
    {
        using Bigram first = Bigram.Initialize(42);
        using Bigram second = Bigram.Initialize(42);
        using Bigram other = Bigram.Initialize(43);

        Assert.Equal(first.Snapshot(), second.Snapshot());
        Assert.NotEqual(first.Snapshot(), other.Snapshot());
        Assert.Equal(1, first.Version);
    }

    [Fact]
    public void Initialize_Uniform_IsTheElementsOwnWord()
    {
        using Bigram model = Bigram.Initialize(42);
        PhiloxBlock words = Philox4x32.Generate(new PhiloxBlock(1, 0, 2, 0), 42);

        // Element 6 of parameter 2: the third word of block 1.
        Assert.Equal((float)(0.2f * ((2 * ((words.Word2 + 0.5) / 4294967296.0)) - 1)), model.Read(Bigram.Weight)[6]);
    }

    [Fact]
    public void Initialize_Normal_HasTheMomentsOfItsDistribution()
    {
        double[] values = [.. Enumerable.Range(0, 200).SelectMany(static seed =>
        {
            using Bigram model = Bigram.Initialize((ulong)seed);

            return model.Read(Bigram.Table).Select(static value => (double)value);
        })];
        double mean = values.Average();
        double variance = values.Average(value => value * value);
        double fourth = values.Average(value => value * value * value * value);

        // 79,800 values: five standard errors of each moment.
        Assert.InRange(mean, -0.018, 0.018);
        Assert.InRange(variance, 1 - 0.025, 1 + 0.025);
        Assert.InRange(fourth, 3 - 0.18, 3 + 0.18);
    }

    [Fact]
    public void Initialize_UniformAndConstant_KeepTheirBounds()
    {
        using Bigram model = Bigram.Initialize(9);
        float[] weight = model.Read(Bigram.Weight);

        Assert.All(weight, static value => Assert.InRange(value, -0.2f, 0.2f));
        Assert.True(weight.Max() > 0.19f && weight.Min() < -0.19f);
        Assert.All(model.Read(Bigram.Gain), static value => Assert.Equal(1, value));
        Assert.All(model.Read(Bigram.Bias), static value => Assert.Equal(0, value));
    }
}
