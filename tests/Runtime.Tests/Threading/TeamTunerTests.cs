using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Threading;

/// <summary>The choice of a team's size, on times that a test makes up.</summary>
public sealed class TeamTunerTests
{
    [Theory]
    [InlineData(0, new[] { 1.0, 2, 3, 4 })]
    [InlineData(3, new[] { 8.0, 4, 2, 1 })]
    [InlineData(2, new[] { 4.0, 2, 1, 3, 9, 20 })]
    [InlineData(0, new[] { 1.0 })]
    public void Size_EndsAtTheFastest_FromAnyBeginning(int fastest, double[] times)
    {
        for (int first = 0; first < times.Length; first++)
        {
            TeamTuner tuner = new(times.Length, first);
            Assert.Equal(first, tuner.Size);
            _ = Run(tuner, times, passes: 2000);
            int[] sizes = Run(tuner, times, passes: 100_000);

            // What is left is the looking: 2 or 3 passes of 4,000.
            Assert.InRange(sizes.Count(size => size == fastest), 99_700, 100_000);
        }
    }

    /// <summary>Every order of fast, usual and slow passes, in the nine of a trial and behind them: the size is always one of the team's.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Size_WhateverPassesTake_IsOneOfThem(int sizes)
    {
        const int measured = 9;
        double[] times = [0.5, 1, 2];

        for (int order = 0; order < 19_683; order++)
        {
            TeamTuner tuner = new(sizes, first: order % sizes);

            // Some passes that nobody measures, a trial, and either a pause or the trial of the next size.
            for (int pass = 0, digits = order; pass < 3 + (2 * measured); pass++, digits = pass < 3 ? order : digits / 3)
            {
                Assert.InRange(tuner.Size, 0, sizes - 1);
                tuner.Report(times[digits % 3]);
            }
        }
    }

    [Fact]
    public void Size_FollowsAChange()
    {
        TeamTuner tuner = new(2, first: 1);
        _ = Run(tuner, [2, 1], passes: 50_000);
        _ = Run(tuner, [1, 2], passes: 5000);
        int[] sizes = Run(tuner, [1, 2], passes: 1000);

        Assert.InRange(sizes.Sum(), 0, 30);
    }

    [Fact]
    public void Size_IsNotMovedByInterruptions_NorBySlowFirstPasses()
    {
        // Every fifth pass is interrupted, and the first of another team wakes threads or finds the weights in other caches.
        Random random = new(1337);
        TeamTuner tuner = new(2, first: 0);
        int last = 0;
        int shared = 0;

        for (int pass = 0; pass < 20_000; pass++)
        {
            int size = tuner.Size;
            shared += size;
            double time = (size == 0 ? 2 : 1) + (size != last ? 50 : 0) + (random.Next(5) == 0 ? random.Next(1000) : 0);
            last = size;
            tuner.Report(time);
        }

        Assert.InRange(shared, 15_000, 20_000);
    }

    [Fact]
    public void Looking_CostsLittle_FromTheFirstPassesOn()
    {
        int[] sizes = Run(new TeamTuner(2, first: 0), [1, 3], passes: 256);

        Assert.InRange(sizes.Sum(), 2, 6);
    }

    private static int[] Run(TeamTuner tuner, double[] times, int passes) => [.. Enumerable.Range(0, passes).Select(_ =>
    {
        int size = tuner.Size;
        tuner.Report(times[size]);

        return size;
    })];
}
