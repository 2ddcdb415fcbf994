using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class BpeLearnerTests : IDisposable
{
    private static readonly BpeFormat Characters = new() { Level = BpeLevel.Character };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The words of Sennrich et al. 2016: e s 9, es t 9, then l o, the space before and the w behind 7, and so on; of equal counts the older tokens go first.</summary>
    [Fact]
    public void Learn_WordsOfThePaper_MergesInTheOrderOfTheirCounts()
    {
        IEnumerable<string> texts = [.. Enumerable.Repeat("low", 5), .. Enumerable.Repeat("lower", 2), .. Enumerable.Repeat("newest", 6), .. Enumerable.Repeat("widest", 3)];
        BpeVocabulary vocabulary = new BpeLearner { VocabularySize = 24, Format = Characters }.Learn(texts);

        Assert.Equal(["<pad>", "<s>", "</s>", "<unk>", "d", "e", "i", "l", "n", "o", "r", "s", "t", "w", "▁", "es", "est", "lo", "▁lo", "▁low", "ew", "new", "▁new", "▁newest"], Tokens(vocabulary));
        Assert.Equal([("e", "s"), ("es", "t"), ("l", "o"), ("▁", "lo"), ("▁lo", "w"), ("e", "w"), ("n", "ew"), ("▁", "new"), ("▁new", "est")], vocabulary.Merges.ToArray());
    }

    /// <summary>Random words over few letters: many ties, repetitions, and tokens that two pairs could make.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Learn_RandomWords_SameAsCountingAnew(int seed)
    {
        Random random = new(seed);
        List<(List<int> Tokens, long Count)> words = [.. Enumerable.Range(0, 60).Select(_ => (Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(3)).ToList(), random.NextInt64(1, 20)))];
        List<string> tokens = ["a", "b", "c"];
        MergeLearner learner = new(tokens);

        foreach ((List<int> word, long count) in words)
        {
            learner.AddWord([.. word], count);
        }

        List<string> naiveTokens = ["a", "b", "c"];
        List<(string, string)> expected = NaiveLearner.Learn(naiveTokens, words, 100, minimumCount: 2);

        Assert.Equal(expected, learner.Learn(100, minimumCount: 2, CancellationToken.None));
        Assert.Equal(naiveTokens, tokens);
        Assert.True(expected.Count > 20);
    }

    [Theory]
    [InlineData(BpeLevel.Byte)]
    [InlineData(BpeLevel.Character)]
    public void Learn_TextsInAnotherOrder_SameFiles(BpeLevel level)
    {
        BpeLearner learner = new() { VocabularySize = 700, Format = new BpeFormat { Level = level } };
        string[] shuffled = [.. Tatoeba.Sentences];
        new Random(5).Shuffle(shuffled);
        learner.Learn(Tatoeba.Sentences).Save(_folder["1.json"], _folder["1.txt"]);
        learner.Learn(shuffled).Save(_folder["2.json"], _folder["2.txt"]);

        Assert.NotEqual(Tatoeba.Sentences, shuffled);
        Assert.Equal(File.ReadAllBytes(_folder["1.json"]), File.ReadAllBytes(_folder["2.json"]));
        Assert.Equal(File.ReadAllBytes(_folder["1.txt"]), File.ReadAllBytes(_folder["2.txt"]));
    }

    [Fact]
    public void Learn_FewPairs_StopsEarly()
    {
        BpeVocabulary vocabulary = new BpeLearner { VocabularySize = 1000, MinimumCount = 3, Format = Characters }.Learn(["ab ab ab", "cd cd"]);

        Assert.Equal([("a", "b"), ("▁", "ab")], vocabulary.Merges.ToArray());
        Assert.Equal(4 + 5 + 2, vocabulary.Count);
    }

    [Fact]
    public void Learn_RareCharacters_AreLeftOut()
    {
        BpeVocabulary vocabulary = new BpeLearner { VocabularySize = 1000, MinimumCharacterCount = 2, Format = Characters }.Learn(["aqaa", "aqaa", "axa"]);

        Assert.Equal(["<pad>", "<s>", "</s>", "<unk>", "a", "q", "▁"], Tokens(vocabulary)[..7]);
        Assert.DoesNotContain(Tokens(vocabulary), static token => token.Contains('x', StringComparison.Ordinal));
        Assert.Contains("▁a", Tokens(vocabulary));
    }

    /// <summary>White space other than the space would tear a merges file apart, and pieces end at a change of kind.</summary>
    [Theory]
    [InlineData(BpeSplitting.Words)]
    [InlineData(BpeSplitting.Gpt2)]
    public void Learn_LinesAndTabs_AreNeverMerged(BpeSplitting splitting)
    {
        string[] texts = [.. Enumerable.Repeat("a\n\nb\t\tc\u00A0\u00A0d1!", 10)];
        BpeVocabulary vocabulary = new BpeLearner { Format = Characters with { Splitting = splitting } }.Learn(texts);
        vocabulary.Save(_folder["vocab.json"], _folder["merges.txt"]);
        BpeTextTokenizer tokenizer = BpeTextTokenizer.Load(_folder["vocab.json"], _folder["merges.txt"]);

        Assert.Equal([("▁", "a")], vocabulary.Merges.ToArray());
        Assert.Equal(texts[0], tokenizer.Decode(tokenizer.Encode(texts[0])));
    }

    [Fact]
    public void Learn_NoRoomOrNothingToLearn_IsAnError()
    {
        Assert.Contains("4 special tokens and 256 bytes take 260", Assert.Throws<ArgumentException>(static () => new BpeLearner { VocabularySize = 259 }.Learn(["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("4 special tokens and 3 characters take 7", Assert.Throws<ArgumentException>(static () => new BpeLearner { VocabularySize = 6, Format = Characters }.Learn(["ab"])).Message, StringComparison.Ordinal);
        Assert.Contains("no text", Assert.Throws<ArgumentException>(static () => new BpeLearner().Learn(["", ""])).Message, StringComparison.Ordinal);
        Assert.Contains("Text 2: U+2581 at position 1", Assert.Throws<ArgumentException>(static () => new BpeLearner { Format = Characters }.Learn(["a", "a▁b"])).Message, StringComparison.Ordinal);
        Assert.Contains("Text 1: Half a surrogate pair, U+D83D, stands at position 1", Assert.Throws<ArgumentException>(static () => new BpeLearner().Learn(["a\uD83D"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new BpeLearner { MinimumCount = 0 }.Learn(["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new BpeLearner { MinimumCharacterCount = 0 }.Learn(["a"]));
    }

    [Fact]
    public void Learn_AskedToStop_Stops() => Assert.Throws<OperationCanceledException>(static () => new BpeLearner().Learn(["a"], new CancellationToken(canceled: true)));

    private static string[] Tokens(BpeVocabulary vocabulary) => [.. vocabulary.Ids.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];
}
