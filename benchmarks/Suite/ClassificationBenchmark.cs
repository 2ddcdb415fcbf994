using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Benchmarks.Building;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers;
using Weft.Samples;

namespace Weft.Benchmarks.Suite;

/// <summary>Who speaks: what the sample Classify gets right, and what classifiers do that know words alone, on the same speeches.</summary>
internal sealed class ClassificationBenchmark : Benchmark
{
    // As the sample has them where nothing else is asked.
    private const int Speakers = 10;
    private const ulong Seed = 1;

    public ClassificationBenchmark()
        : base("speakers", "what the sample Classify gets right, beside the bag of words of Microsoft.ML")
    {
    }

    /// <inheritdoc/>
    public override bool IsOnDemand => true;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        string samples = Path.Combine(Repository.Root, "samples");
        string threads = context.Threads.ToString(CultureInfo.InvariantCulture);
        string printed = new DotnetCommand(Repository.Root, context.Cancellation).Run(
            "run", "-c", "Release", "--project", Path.Combine(samples, "Classify"), "--", "--threads", threads);
        (double accuracy, double macro) = ReadRow(printed, "all parameters");
        Dialogue dialogue = Dialogue.Read(File.ReadAllText(Path.Combine(samples, "Shakespeare", "input.txt")), Speakers, Seed)!;

        foreach (MicrosoftClassifier peer in MicrosoftClassifier.All)
        {
            ClassificationScore score = peer.Evaluate(dialogue);

            yield return this.Compare(context, "accuracy", "%", accuracy, peer, 100 * score.Accuracy);
            yield return this.Compare(context, "macro F1", "", macro, peer, score.MacroF1);
        }
    }

    /// <summary>Accuracy and F1 of a row that the sample prints.</summary>
    /// <exception cref="BenchmarkException">There is no such row.</exception>
    internal static (double Accuracy, double MacroF1) ReadRow(string printed, string name)
    {
        string row = printed.Split('\n').FirstOrDefault(line => line.StartsWith($"{name} ", StringComparison.Ordinal))
            ?? throw new BenchmarkException($"speakers: the sample printed no row '{name}', but: {printed.Trim()}");
        string[] numbers = row[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        return (double.Parse(numbers[0], CultureInfo.InvariantCulture), double.Parse(numbers[2], CultureInfo.InvariantCulture));
    }

    private Measurement Compare(BenchmarkContext context, string metric, string unit, double value, MicrosoftClassifier peer, double peerValue) => new()
    {
        Benchmark = this.Name,
        Threads = context.Threads,
        Metric = metric,
        Unit = unit,
        Value = value,
        Min = value,
        Max = value,
        Peer = peer.Name,
        PeerValue = peerValue,
        RatioToPeer = value / peerValue,
    };
}
