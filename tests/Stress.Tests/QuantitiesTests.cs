using System;
using System.Collections.Generic;
using Weft.Stress.Running;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class QuantitiesTests
{
    private static readonly Quantity[] Expected = [Quantity.Of("logits", [1, -2, 0.5], relative: 1e-3, absolute: 1e-9)];

    [Fact]
    public void Judge_WithinTheTolerance_Passes()
    {
        Outcome outcome = Judge([1.001, -2, 0.5], static _ => throw new InvalidOperationException("Nobody needs to know."));

        Assert.Equal(Verdict.Passed, outcome.Verdict);
        Assert.InRange(outcome.Worst, 0.49, 0.51);
    }

    [Fact]
    public void Judge_OutOfIt_FailsAndSaysWhere()
    {
        Outcome outcome = Judge([1, -2, 0.6], static _ => Expected);

        Assert.Equal(Verdict.Failed, outcome.Verdict);
        Assert.Contains("logits[2] is 0.6 instead of 0.5", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_WhereTheInterpreterMovesAsFar_IsIllConditioned() =>
        Assert.Equal(Verdict.IllConditioned, Judge([1, -2, 0.6], static seed => [Expected[0] with { Values = [1, -2, 0.5 + (seed * 1e-3)] }]).Verdict);

    [Fact]
    public void Judge_WhereTheInterpreterMovesElsewhere_Fails()
    {
        Quantity[] two = [.. Expected, Quantity.Of("loss", [1], 1e-3, 0)];
        Dictionary<string, double[]> actual = new() { ["logits"] = [1, -2, 0.6], ["loss"] = [1] };

        Assert.Equal(Verdict.Failed, Quantities.Judge(two, actual, _ => [two[0], two[1] with { Values = [2] }]).Verdict);
    }

    [Theory]
    [InlineData(0, Verdict.Failed)]
    [InlineData(1, Verdict.IllConditioned)]
    public void Judge_AfterAnUpdateOfWhatTellsNothing_TellsNothing(int updates, object verdict)
    {
        Quantity[] two = [.. Expected, Quantity.Of("loss", [1], 1e-3, 0) with { Updates = updates }];
        Dictionary<string, double[]> actual = new() { ["logits"] = [1, -2, 0.6], ["loss"] = [2] };

        Assert.Equal(verdict, Quantities.Judge(two, actual, seed => [two[0] with { Values = [1, -2, 0.5 + (seed * 1e-3)] }, two[1]]).Verdict);
    }

    [Fact]
    public void ErrorOf_NoNumber_IsInfinite() => Assert.Equal(double.PositiveInfinity, Expected[0].ErrorOf([1, double.NaN, 0.5]));

    [Fact]
    public void ErrorOf_AnotherLength_IsAnError() => Assert.Throws<InvalidOperationException>(static () => Expected[0].ErrorOf([1, -2]));

    private static Outcome Judge(double[] logits, Func<int, IReadOnlyList<Quantity>> move) =>
        Quantities.Judge(Expected, new Dictionary<string, double[]> { ["logits"] = logits }, move);
}
