using System.Collections.Generic;
using System.Linq;

namespace Weft.Benchmarks.Measuring;

/// <summary>From times to rows.</summary>
internal static class Measurements
{
    /// <summary>A row for each quantity and peer; where there is no peer, one for each quantity. Absent peers are named once, beside the first.</summary>
    /// <param name="benchmark">The benchmark's name.</param>
    /// <param name="threads">Threads of every contender.</param>
    /// <param name="contenders">Weft, then its peers.</param>
    /// <param name="result">What was measured.</param>
    /// <param name="quantities">What to report.</param>
    public static IEnumerable<Measurement> Of(
        string benchmark, int threads, IReadOnlyList<Contender> contenders, ContestResult result, params IReadOnlyList<Quantity> quantities)
    {
        foreach (Quantity quantity in quantities)
        {
            Measurement weft = OfWeft(benchmark, threads, quantity, result.Seconds[contenders[0]], result.Limit);

            Contender[] peers = [.. contenders.Skip(1).Where(peer => peer.Remedy is null || quantity == quantities[0])];

            if (peers.Length == 0)
            {
                yield return weft;
            }

            foreach (Contender peer in peers)
            {
                yield return peer.Remedy is string remedy
                    ? weft with { Peer = $"{peer.Name}: absent; {remedy}" }
                    : Compare(weft, quantity, peer.Name, result.Seconds[peer]);
            }
        }
    }

    private static Measurement OfWeft(string benchmark, int threads, Quantity quantity, Series seconds, Series? limits)
    {
        Series values = seconds.Select(quantity.Of);
        double? limit = quantity.HasLimit ? limits?.Median : null;

        return new Measurement
        {
            Benchmark = benchmark,
            Threads = threads,
            Metric = quantity.Metric,
            Unit = quantity.Unit,
            Value = values.Median,
            Min = values.Least,
            Max = values.Most,
            Limit = limit,
            FractionOfLimit = values.Median / limit,
        };
    }

    private static Measurement Compare(Measurement weft, Quantity quantity, string peer, Series seconds)
    {
        double value = seconds.Select(quantity.Of).Median;

        return weft with { Peer = peer, PeerValue = value, RatioToPeer = quantity.Ratio(weft.Value, value) };
    }
}
