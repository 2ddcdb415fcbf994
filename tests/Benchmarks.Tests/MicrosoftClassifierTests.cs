using System.Linq;
using Weft.Benchmarks.Peers;
using Weft.Benchmarks.Suite;
using Weft.Samples;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class MicrosoftClassifierTests
{
    // Two who share no word are told apart, and each guess is about its own speech.
    [Fact]
    public void Evaluate_SpeakersWithWordsOfTheirOwn_AreAllRight()
    {
        Speech[] speeches = [.. Enumerable.Range(0, 40).Select(static turn => new Speech(turn % 2, turn % 2 == 0 ? "the ferry leaves the harbour" : "bread burns below every oven"))];
        Dialogue dialogue = new(["A", "B"], speeches, [.. speeches.Take(7)]);

        Assert.All(MicrosoftClassifier.All, classifier => Assert.Equal(1, classifier.Evaluate(dialogue).Accuracy));
    }

    [Fact]
    public void ReadRow_FindsTheNumbers()
    {
        const string printed = "words, by naive Bayes      48.3 %     0.468\nall parameters             51.7 %     0.503   22,470,912    584 MB    25.1 s\n";

        Assert.Equal((51.7, 0.503), ClassificationBenchmark.ReadRow(printed, "all parameters"));
        Assert.Equal(
            "speakers: the sample printed no row 'adapters', but: nothing", Assert.Throws<BenchmarkException>(static () => ClassificationBenchmark.ReadRow("nothing\n", "adapters")).Message);
    }
}
