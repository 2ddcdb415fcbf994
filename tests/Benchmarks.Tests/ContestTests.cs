using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Probes;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class ContestTests
{
    private static readonly ContestSettings Quick = new() { Repetitions = 4, WarmUp = TimeSpan.FromSeconds(1), Block = TimeSpan.FromSeconds(1), Rest = TimeSpan.Zero };

    [Fact]
    public void Contenders_AreMeasuredByTurns_AndTheFirstChanges()
    {
        List<string> turns = [];
        Told weft = new("Weft", 1, turns);
        Told peer = new("peer", 2, turns);

        ContestResult result = new Contest(Quick, company: null, CancellationToken.None).Run([weft, peer, new AbsentContender("other", "get it")], probe: null);

        // One each to warm up, then repetitions.
        Assert.Equal(["Weft", "peer", "Weft", "peer", "peer", "Weft", "Weft", "peer", "peer", "Weft"], turns);
        Assert.Equal([1, 1, 1, 1], result.Seconds[weft].Values);
        Assert.Equal([2, 2, 2, 2], result.Seconds[peer].Values);
        Assert.Null(result.Limit);
    }

    [Fact]
    public void FastWork_IsRepeated_AndSecondsAreThoseOfOnce()
    {
        Told weft = new("Weft", 0.125, []);

        ContestResult result = new Contest(Quick, company: null, CancellationToken.None).Run([weft], probe: null);

        Assert.Equal(8, weft.LastIterations);
        Assert.Equal(0.125, result.Seconds[weft].Median);
    }

    [Fact]
    public void Memory_IsRenewedBeforeEveryRepetition()
    {
        List<string> turns = [];

        _ = new Contest(Quick, company: null, CancellationToken.None).Run([new Told("Weft", 1, turns)], probe: null, () => turns.Add("renewed"));

        // To warm up; then once on the new memory, and once to be measured.
        Assert.Equal(["Weft", .. Enumerable.Repeat(new[] { "renewed", "Weft", "Weft" }, 4).SelectMany(static turn => turn)], turns);
    }

    [Fact]
    public void DisturbedRepetitions_AreTakenAgain()
    {
        // Two readings a repetition: the second repetition is disturbed before, the third after its work.
        Script probe = new((100, 99), (100, 95), (100, 50), (100, 99), (99, 97), (90, 60));
        Told weft = new("Weft", 1, []);

        ContestResult result = new Contest(Quick, company: null, CancellationToken.None).Run([weft], probe);

        Assert.Equal(2, result.Discarded);
        Assert.Equal(4, result.Seconds[weft].Values.Count);
        Assert.Equal(100, result.Limit!.Median);
    }

    [Fact]
    public void Company_IsWaitedFor_AndRepetitionsThatItJoined_AreTakenAgain()
    {
        // Once for every wait, before the repetition and after it: others are there twice at first, and come during the third repetition.
        Neighbor company = new(100, 100, 100, 55, 60, 95, 95, 95, 98, 99, 50, 100);
        Told weft = new("Weft", 1, []);

        ContestResult result = new Contest(Quick, company, CancellationToken.None).Run([weft], probe: null);

        Assert.Equal(1, result.Discarded);
        Assert.Equal(4, result.Seconds[weft].Values.Count);
        Assert.Equal((5 * 3) + 2, company.Readings);
    }

    [Fact]
    public void Company_ThatStays_IsWaitedForOnlyForSoLong()
    {
        Neighbor company = new(100, 60);

        ContestResult result = new Contest(Quick with { Patience = TimeSpan.FromSeconds(0.2) }, company, CancellationToken.None).Run([new Told("Weft", 1, [])], probe: null);

        Assert.Equal(8, result.Discarded);
    }

    [Fact]
    public void AMachineThatNeverRests_EndsTheMeasurementAllTheSame()
    {
        ContestResult result = new Contest(Quick, company: null, CancellationToken.None).Run([new Told("Weft", 1, [])], new Restless());

        Assert.Equal(8, result.Discarded);
    }

    [Fact]
    public void Cancellation_Ends()
    {
        Assert.Throws<OperationCanceledException>(() => new Contest(Quick, company: null, new CancellationToken(canceled: true)).Run([new Told("Weft", 1, [])], probe: null));
    }

    /// <summary>Says how long it took instead of taking it.</summary>
    private sealed class Told(string name, double seconds, List<string> turns) : Contender(name)
    {
        public int LastIterations { get; private set; }

        public override double Measure(int iterations)
        {
            turns.Add(this.Name);
            this.LastIterations = iterations;

            return seconds * iterations;
        }
    }

    private sealed class Script(params (double Best, double Mean)[] readings) : IProbe
    {
        private int _next;

        public ProbeReading Measure()
        {
            (double best, double mean) = readings.ElementAtOrDefault(_next++) is (> 0, _) reading ? reading : (100, 98);

            return new ProbeReading(best, mean);
        }
    }

    /// <summary>Reads as it is told, the last reading for ever.</summary>
    private sealed class Neighbor(params double[] readings) : ICompanyProbe
    {
        public int Readings { get; private set; }

        public double Alone => readings.Max();

        public double Measure() => readings[Math.Min(this.Readings++, readings.Length - 1)];
    }

    private sealed class Restless : IProbe
    {
        public ProbeReading Measure() => new(100, 50);
    }
}
