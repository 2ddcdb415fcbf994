using System;
using Xunit;

namespace Weft.Runtime.Tests.Metrics;

/// <summary>The cases and the expected values of sacreBLEU's test_chrf.py and README, and of the chrF page of Hugging Face's evaluate, which calls it.</summary>
public sealed class ChrfTests
{
    private static readonly string[] Cats = ["The relationship between cats and dogs is not exactly friendly.", "a good bookshop is just a genteel black hole that knows how to read."];
    private static readonly string[] CatsReference = ["The relationship between dogs and cats is not exactly friendly.", "A good bookshop is just a genteel Black Hole that knows how to read."];

    [Theory]
    [InlineData("abcdefg", "hijklmnop", 0)]
    [InlineData("a", "b", 0)]
    [InlineData("", "b", 0)]
    [InlineData("", "ref", 0)]
    [InlineData("", "reference", 0)]
    [InlineData("aa", "ab", 8.3333)]
    [InlineData("a|b", "a|c", 8.3333)]
    [InlineData("a", "a", 16.6667)]
    [InlineData("a b c", "a b c", 50)]
    [InlineData("a b c", "abc", 50)]
    [InlineData(" risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .", "risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .", 63.361730)]
    [InlineData(" Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ", "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.", 64.1302698)]
    [InlineData("Niemand hat die Absicht, eine Mauer zu errichten", "Niemand hat die Absicht, eine Mauer zu errichten", 100)]
    public void ScoreCorpus_EpsilonSmoothing_PublishedScore(string hypotheses, string references, double expected) =>
        Assert.Equal(expected, new Chrf { Beta = 3, EpsilonSmoothing = true }.ScoreCorpus(hypotheses.Split('|'), references.Split('|')).Score, 1e-4);

    [Theory]
    [InlineData("a", "a", 100)]
    [InlineData("", "reference", 0)]
    [InlineData("a b c", "a b c", 100)]
    [InlineData("a b c", "abc", 100)]
    [InlineData("", "c", 0)]
    [InlineData("a|b", "a|c", 50)]
    [InlineData("aa", "ab", 25)]
    public void ScoreCorpus_EffectiveOrder_PublishedScore(string hypotheses, string references, double expected) =>
        Assert.Equal(expected, new Chrf { Beta = 3 }.ScoreCorpus(hypotheses.Split('|'), references.Split('|')).Score, 1e-4);

    [Theory]
    [InlineData("Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.", "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.", 67.3481606)]
    [InlineData("risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .", "risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .", 65.2414427)]
    public void ScoreCorpus_WhiteSpaceKept_PublishedScore(string hypothesis, string reference, double expected) =>
        Assert.Equal(expected, new Chrf { Beta = 3, KeepWhiteSpace = true }.ScoreCorpus([hypothesis], [reference]).Score, 1e-4);

    [Theory]
    [InlineData("Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.", "Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.", 39.14078509)]
    [InlineData("Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.", "A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.", 31.22557079)]
    [InlineData("Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.", "Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.", 57.15704367)]
    public void ScoreSentence_PublishedScore(string hypothesis, string reference, double expected) =>
        Assert.Equal(expected, new Chrf { EpsilonSmoothing = true }.ScoreSentence(hypothesis, reference).Score, 1e-4);

    [Theory]
    [InlineData(0, false, 84.64214891738334)]
    [InlineData(2, false, 82.87263732906315)]
    [InlineData(2, true, 92.12853119829202)]
    public void ScoreCorpus_WordOrder_PublishedScore(int wordOrder, bool lowercase, double expected) =>
        Assert.Equal(expected, new Chrf { WordOrder = wordOrder, Lowercase = lowercase }.ScoreCorpus(Cats, CatsReference).Score, 1e-9);

    [Fact]
    public void ScoreCorpus_TwoReferences_ReadmeExample()
    {
        ChrfScore score = new Chrf().ScoreCorpus(
            ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."],
            ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
            ["The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."]);

        Assert.Equal("chrF2 = 59.73", score.ToString());
        Assert.Equal("nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|version:" + SacreBleu.CompatibleVersion, score.Signature);
    }

    [Fact]
    public void Signature_EveryOption_IsNamed()
    {
        ChrfScore score = new Chrf { CharacterOrder = 4, WordOrder = 2, Beta = 3, Lowercase = true, KeepWhiteSpace = true, EpsilonSmoothing = true }.ScoreCorpus(["a", "b"], ["a", "b"], ["", "b"]);

        Assert.Equal("chrF3++", score.Name);
        Assert.Equal("nrefs:var|case:lc|eff:no|nc:4|nw:2|space:yes|version:" + SacreBleu.CompatibleVersion, score.Signature);
    }

    [Fact]
    public void ScoreCorpus_OutsideTheBasicPlane_OneCharacterEach() => Assert.Equal(50, new Chrf { CharacterOrder = 1 }.ScoreCorpus(["😀a"], ["😁a"]).Score, 1e-9);

    [Fact]
    public void Options_OutOfRange_AreErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Chrf { CharacterOrder = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Chrf { WordOrder = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Chrf { Beta = 0 });
        Assert.Throws<ArgumentException>(static () => new Chrf().ScoreCorpus([], []));
    }
}
