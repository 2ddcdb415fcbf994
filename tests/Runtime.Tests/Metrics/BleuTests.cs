using System;
using Xunit;

namespace Weft.Runtime.Tests.Metrics;

/// <summary>The cases and the expected values that sacreBLEU publishes: its tests (test_bleu.py, test_sentence_bleu.py) and its README.</summary>
public sealed class BleuTests
{
    private const string Romanian = "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;";
    private const string RomanianReference = "producţia de zahăr brut se exprimă în zahăr alb;";
    private static readonly string[] Dogs = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."];
    private static readonly string[] FirstReference = ["The dog bit the man.", "It was not unexpected.", "The man bit him first."];
    private static readonly string[] SecondReference = ["The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."];

    [Theory]
    [InlineData(BleuTokenization.Mteval13a, 48.530827)]
    [InlineData(BleuTokenization.International, 43.91623493)]
    [InlineData(BleuTokenization.None, 49.1919566)]
    public void ScoreCorpus_TwoReferences_PublishedScore(BleuTokenization tokenization, double expected) =>
        Assert.Equal(expected, new Bleu { Tokenization = tokenization }.ScoreCorpus(Dogs, FirstReference, SecondReference).Score, 1e-6);

    [Fact]
    public void ScoreCorpus_NoSmoothing_PublishedScore() =>
        Assert.Equal(48.530827, new Bleu { Smoothing = BleuSmoothing.None }.ScoreCorpus(Dogs, FirstReference, SecondReference).Score, 1e-6);

    /// <summary>The examples of the sacreBLEU page of Hugging Face's evaluate, which calls it: references there are listed by segment.</summary>
    [Fact]
    public void ScoreCorpus_TwoReferencesOfDifferentLength_PublishedStatistics()
    {
        BleuScore score = new Bleu().ScoreCorpus(
            ["hello there general kenobi", "on our way to ankh morpork"],
            ["hello there general kenobi", "goodbye ankh morpork"],
            ["hello there !", "ankh morpork"]);

        Assert.Equal(39.76353643835252, score.Score, 1e-9);
        Assert.Equal<long>([6, 4, 2, 1], score.Matches);
        Assert.Equal<long>([10, 8, 6, 4], score.Totals);
        Assert.Equal([60, 50, 100.0 / 3, 25], score.Precisions, static (expected, actual) => Math.Abs(expected - actual) < 1e-9);
        Assert.Equal((1.0, 10, 7), (score.BrevityPenalty, score.HypothesisLength, score.ReferenceLength));
        Assert.Equal(
            100,
            new Bleu().ScoreCorpus(["hello there general kenobi", "foo bar foobar"], ["hello there general kenobi", "foo bar foobar"], ["hello there !", "foo bar foobar"]).Score,
            1e-9);
    }

    /// <summary>Without a single match there is nothing to smooth.</summary>
    [Fact]
    public void ScoreCorpus_NoMatchAtAll_PublishedScore() => Assert.Equal(
        0,
        new Bleu { Tokenization = BleuTokenization.None, Smoothing = BleuSmoothing.Floor(0.01), EffectiveOrder = true }
            .ScoreCorpus(["this is a test", "another test"], ["ref1", "ref2"]).Score);

    [Theory]
    [InlineData(1, "77.65")]
    [InlineData(2, "60.50")]
    [InlineData(3, "53.93")]
    [InlineData(4, "48.53")]
    [InlineData(5, "46.14")]
    [InlineData(6, "43.28")]
    public void ScoreCorpus_MaximumOrder_PublishedScore(int order, string expected) =>
        Assert.StartsWith($"BLEU = {expected} ", new Bleu { MaximumOrder = order }.ScoreCorpus(Dogs, FirstReference, SecondReference).ToString(), StringComparison.Ordinal);

    [Fact]
    public void ScoreCorpus_ReadmeExample_LineAndSignature()
    {
        BleuScore score = new Bleu().ScoreCorpus(Dogs, FirstReference, SecondReference);

        Assert.Equal("BLEU = 48.53 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)", score.ToString());
        Assert.Equal("BLEU = 48.5 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)", score.Format(1));
        Assert.Equal("nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:" + SacreBleu.CompatibleVersion, score.Signature);
    }

    [Fact]
    public void ScoreCorpus_AReferenceIsMissing_ReadmeExample()
    {
        string[] withGap = [.. FirstReference];
        withGap[0] = string.Empty;
        BleuScore score = new Bleu().ScoreCorpus(Dogs, withGap, SecondReference);

        Assert.Equal("BLEU = 29.44 82.4/42.9/27.3/12.5 (BP = 0.889 ratio = 0.895 hyp_len = 17 ref_len = 19)", score.ToString());
        Assert.StartsWith("nrefs:var|", score.Signature, StringComparison.Ordinal);
    }

    [Fact]
    public void ScoreCorpus_EmptyHypotheses_IsZero()
    {
        BleuScore score = new Bleu().ScoreCorpus(["", "", ""], FirstReference, SecondReference);

        Assert.Equal(0, score.Score);
        Assert.Equal(0, score.BrevityPenalty);
        Assert.Equal("BLEU = 0.00 0.0/0.0/0.0/0.0 (BP = 0.000 ratio = 0.000 hyp_len = 0 ref_len = 17)", score.ToString());
    }

    [Theory]
    [InlineData("test", "a test", 36.78794411714425)]
    [InlineData("a test", "a test", 100)]
    [InlineData("a little test", "a test", 3.218297948685433)]
    [InlineData("this is a fest", "this is a test", 22.3606797749979)]
    [InlineData("this is a test", "this is a test", 100)]
    public void ScoreSentence_FloorOfAHundredth_PublishedScore(string hypothesis, string reference, double expected) =>
        Assert.Equal(expected, new Bleu { Tokenization = BleuTokenization.None, Smoothing = BleuSmoothing.Floor(0.01) }.ScoreSentence(hypothesis, reference).Score, 1e-6);

    [Fact]
    public void ScoreSentence_Counts_PublishedStatistics()
    {
        BleuScore score = new Bleu { Tokenization = BleuTokenization.None, Smoothing = BleuSmoothing.Floor() }.ScoreSentence("am I am a character sequence", "I am a symbol string sequence a a");

        Assert.Equal<long>([4, 2, 1, 0], score.Matches);
        Assert.Equal<long>([6, 5, 4, 3], score.Totals);
        Assert.Equal(15.55722182, score.Score, 1e-6);
        Assert.Equal(
            0,
            new Bleu { Tokenization = BleuTokenization.None, Smoothing = BleuSmoothing.Floor(0) }
                .ScoreSentence("am I am a character sequence", "I am a symbol string sequence a a").Score,
            1e-6);
    }

    [Theory]
    [InlineData("exp", 8.493)]
    [InlineData("none", 0)]
    [InlineData("floor", 4.51688)]
    [InlineData("floor 0.1", 4.51688)]
    [InlineData("floor 0.5", 10.10)]
    [InlineData("add-k", 14.882)]
    [InlineData("add-k 1", 14.882)]
    [InlineData("add-k 2", 21.389)]
    public void ScoreSentence_Smoothing_PublishedScore(string smoothing, double expected) =>
        Assert.Equal(expected, new Bleu { Smoothing = Smoothing(smoothing) }.ScoreSentence(Romanian, RomanianReference).Score, 1e-3);

    [Theory]
    [InlineData(BleuTokenization.None, false, 7.347)]
    [InlineData(BleuTokenization.International, false, 8.493)]
    [InlineData(BleuTokenization.Character, false, 40.8759)]
    [InlineData(BleuTokenization.Character, true, 42.0267)]
    public void ScoreSentence_TokenizationAndCase_PublishedScore(BleuTokenization tokenization, bool lowercase, double expected) =>
        Assert.Equal(expected, new Bleu { Tokenization = tokenization, Lowercase = lowercase }.ScoreSentence(Romanian, RomanianReference).Score, 1e-3);

    [Theory]
    [InlineData("exp")]
    [InlineData("none")]
    [InlineData("floor")]
    [InlineData("floor 0.1")]
    [InlineData("add-k")]
    [InlineData("add-k 1")]
    public void ScoreSentence_NoMatchAtAll_IsZeroUnderEverySmoothing(string smoothing) =>
        Assert.Equal(0, new Bleu { Smoothing = Smoothing(smoothing) }.ScoreSentence("this is a cat", "okay thanks").Score);

    [Theory]
    [InlineData(new long[] { 9, 7, 5, 3 }, new long[] { 10, 8, 6, 4 }, 11, 11, 0, 83.75922397)]
    [InlineData(new long[] { 0, 0, 0, 0 }, new long[] { 4, 4, 2, 1 }, 0, 1, 0, 0)]
    [InlineData(new long[] { 0, 0, 0, 0 }, new long[] { 10, 11, 12, 0 }, 14, 10, 0, 0)]
    [InlineData(new long[] { 0, 0, 0, 0 }, new long[] { 0, 0, 0, 0 }, 0, 0, 0, 0)]
    [InlineData(new long[] { 6, 5, 4, 0 }, new long[] { 6, 5, 4, 3 }, 6, 6, 0, 0)]
    [InlineData(new long[] { 0, 0, 0, 0 }, new long[] { 0, 0, 0, 0 }, 0, 0, 0.1, 0)]
    [InlineData(new long[] { 0, 0, 0, 0 }, new long[] { 0, 0, 0, 0 }, 1, 5, 0.01, 0)]
    public void Compute_PublishedStatistics_PublishedScore(long[] matches, long[] totals, long length, long referenceLength, double floor, double expected)
    {
        BleuStatistics statistics = new(matches.Length) { HypothesisLength = length, ReferenceLength = referenceLength };
        matches.CopyTo(statistics.Matches, 0);
        totals.CopyTo(statistics.Totals, 0);

        Assert.Equal(expected, statistics.Compute(BleuSmoothing.Floor(floor), effectiveOrder: false, "").Score, 1e-6);
    }

    /// <summary>Lengths 3 and 5 are as close to 4 as each other: the shorter one makes the penalty 1.</summary>
    [Fact]
    public void ScoreSentence_TwoReferencesEquallyClose_TheShorterCounts()
    {
        BleuScore score = new Bleu().ScoreSentence("one two three four", "one two three four five", "one two three");

        Assert.Equal(3, score.ReferenceLength);
        Assert.Equal(100, score.Score, 1e-9);
    }

    [Fact]
    public void Signature_EveryOption_IsNamed()
    {
        Bleu bleu = new() { Tokenization = BleuTokenization.International, Smoothing = BleuSmoothing.AddK(), Lowercase = true };

        Assert.Equal("nrefs:1|case:lc|eff:yes|tok:intl|smooth:add-k[1.00]|version:" + SacreBleu.CompatibleVersion, bleu.ScoreSentence("a", "a").Signature);
        Assert.Contains("|eff:no|tok:char|smooth:floor[0.10]|", new Bleu { Tokenization = BleuTokenization.Character, Smoothing = BleuSmoothing.Floor() }.ScoreCorpus(["a"], ["a"]).Signature, StringComparison.Ordinal);
        Assert.Contains("|tok:zh|smooth:exp|", new Bleu { Tokenization = BleuTokenization.Chinese }.ScoreCorpus(["a"], ["a"]).Signature, StringComparison.Ordinal);
        Assert.Contains("|tok:none|smooth:none|", new Bleu { Tokenization = BleuTokenization.None, Smoothing = BleuSmoothing.None }.ScoreCorpus(["a"], ["a"]).Signature, StringComparison.Ordinal);
    }

    [Fact]
    public void ScoreCorpus_NothingToScore_IsAnError()
    {
        Assert.Contains("no hypothesis", Assert.Throws<ArgumentException>(static () => new Bleu().ScoreCorpus([], [])).Message, StringComparison.Ordinal);
        Assert.Contains("no reference", Assert.Throws<ArgumentException>(static () => new Bleu().ScoreCorpus(["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("2 hypotheses, but 1 references in stream 2", Assert.Throws<ArgumentException>(static () => new Bleu().ScoreCorpus(["a", "b"], ["a", "b"], ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("Segment 2 has no reference", Assert.Throws<ArgumentException>(static () => new Bleu().ScoreCorpus(["a", "b"], ["a", ""])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Bleu { MaximumOrder = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => BleuSmoothing.Floor(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => BleuSmoothing.AddK(-1));
    }

    private static BleuSmoothing Smoothing(string name) => name switch
    {
        "exp" => BleuSmoothing.Exponential,
        "none" => BleuSmoothing.None,
        "floor" => BleuSmoothing.Floor(),
        "floor 0.1" => BleuSmoothing.Floor(0.1),
        "floor 0.5" => BleuSmoothing.Floor(0.5),
        "add-k" => BleuSmoothing.AddK(),
        "add-k 1" => BleuSmoothing.AddK(1),
        "add-k 2" => BleuSmoothing.AddK(2),
        _ => throw new ArgumentException(name),
    };
}
