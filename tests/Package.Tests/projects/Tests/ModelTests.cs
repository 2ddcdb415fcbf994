using Models;
using Weft;
using Xunit;

namespace Tests;

public sealed class ModelTests
{
    [Fact]
    public void ModelOfTheLibrary_GoesOn()
    {
        using Digits model = Digits.Initialize(seed: 1);
        using Digits.Inference session = model.StartInference();

        Assert.Equal(8, session.GenerateAll([[7]], Sampling.Greedy, count: 8)[0].Length);
    }

    [Fact]
    public void ModelOfTheTests_IsSmaller() => Assert.InRange(Small.ParameterCount, 1, Digits.ParameterCount - 1);
}
