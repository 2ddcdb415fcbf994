using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.ML.Tokenizers;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class BpeTextTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BpeLevel.Byte, BpeSplitting.Words, true)]
    [InlineData(BpeLevel.Byte, BpeSplitting.Gpt2, false)]
    [InlineData(BpeLevel.Character, BpeSplitting.Words, true)]
    [InlineData(BpeLevel.Character, BpeSplitting.Gpt2, false)]
    public void EncodeThenDecode_EnglishAndKorean_SameText(BpeLevel level, BpeSplitting splitting, bool prefixSpace)
    {
        BpeTextTokenizer tokenizer = this.LearnSaveLoad(new BpeFormat { Level = level, Splitting = splitting, PrefixSpace = prefixSpace });

        foreach (string sentence in Tatoeba.Sentences)
        {
            int[] ids = tokenizer.Encode(sentence);

            Assert.Equal(sentence, tokenizer.Decode(ids));
            Assert.All(ids, id => Assert.InRange(id, 4, tokenizer.Count - 1));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("  two  spaces  ")]
    [InlineData("tab\tline\nreturn\r\n\u3000wide\u00A0hard")]
    [InlineData("<s> <unk> </s> are text here")]
    [InlineData("\"quoted\\\" \u0000\u001F {json: 'x'}")]
    [InlineData("don’t l'homme 12,345.67 #version: 0.2")]
    [InlineData("😀👩‍👩‍👧 e\u0301 नमस्ते ▁ \uFFFD")]
    public void EncodeThenDecode_EveryTextAtTheLevelOfBytes_SameText(string text)
    {
        BpeTextTokenizer tokenizer = this.LearnSaveLoad(new BpeFormat());

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.DoesNotContain(tokenizer.Encode(text), tokenizer.Special.Contains);
    }

    /// <summary>The files serve anyone: BpeTokenizer reads them by itself and makes the same tokens.</summary>
    [Theory]
    [InlineData(BpeLevel.Byte, ' ')]
    [InlineData(BpeLevel.Character, '▁')]
    public void Save_FilesReadByBpeTokenizer_SameIds(BpeLevel level, char space)
    {
        BpeTextTokenizer tokenizer = this.LearnSaveLoad(new BpeFormat { Level = level });
        string pattern = @"S?[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*|S?\p{N}+|S?[^\s▁\p{L}\p{M}\p{N}]+|[\s▁]".Replace('S', space).Replace($"\\{space}", "\\s", StringComparison.Ordinal);
        BpeTokenizer other = BpeTokenizer.Create(new BpeOptions(_folder["vocab.json"], _folder["merges.txt"]) { ByteLevel = level == BpeLevel.Byte, PreTokenizer = new RegexPreTokenizer(new Regex(pattern), null) });

        foreach (string sentence in Tatoeba.Sentences)
        {
            Assert.Equal(tokenizer.Encode(sentence), other.EncodeToIds((" " + sentence).Replace(' ', space)));
        }
    }

    /// <summary>What the package makes of a word is what the merges make of it, one after the other.</summary>
    [Fact]
    public void Encode_EveryWord_MergesAppliedByRank()
    {
        BpeVocabulary vocabulary = Learn(new BpeFormat { Level = BpeLevel.Character });
        BpeTextTokenizer tokenizer = new(vocabulary);

        foreach (string word in Tatoeba.Sentences.SelectMany(static sentence => sentence.Split(' ')).Where(static word => word.All(char.IsLetter)).Distinct())
        {
            List<string> tokens = [.. ("▁" + word).EnumerateRunes().Select(static rune => rune.ToString())];

            foreach ((string left, string right) in vocabulary.Merges)
            {
                NaiveLearner.Apply(tokens, left, right, left + right);
            }

            Assert.Equal(tokens.Select(token => vocabulary.Ids[token]), tokenizer.Encode(word));
        }
    }

    [Fact]
    public void Encode_FromSeveralThreads_SameIds()
    {
        BpeVocabulary vocabulary = Learn(new BpeFormat());
        int[][] expected = Array.ConvertAll(Tatoeba.Sentences, new BpeTextTokenizer(vocabulary).Encode);
        BpeTextTokenizer shared = new(vocabulary);
        int[][][] actual = new int[8][][];
        _ = Parallel.For(0, actual.Length, new ParallelOptions { MaxDegreeOfParallelism = actual.Length }, index => actual[index] = Array.ConvertAll(Tatoeba.Sentences, shared.Encode));

        Assert.All(actual, ids => Assert.Equal(expected, ids));
    }

    [Fact]
    public void Load_SavedVocabulary_IsTheSame()
    {
        BpeFormat format = new() { Level = BpeLevel.Character, Splitting = BpeSplitting.Gpt2, PrefixSpace = false };
        BpeVocabulary vocabulary = Learn(format);
        vocabulary.Save(_folder["vocab.json"], _folder["merges.txt"]);
        BpeVocabulary loaded = BpeVocabulary.Load(_folder["vocab.json"], _folder["merges.txt"]);

        Assert.Equal(vocabulary.Ids.OrderBy(static pair => pair.Value), loaded.Ids.OrderBy(static pair => pair.Value));
        Assert.Equal(vocabulary.Merges.ToArray(), loaded.Merges.ToArray());
        Assert.Equal(format, loaded.Format);
        Assert.StartsWith("#version: 0.2 weft level=character splitting=gpt2 prefix=none\n", File.ReadAllText(_folder["merges.txt"]), StringComparison.Ordinal);
    }

    /// <summary>Files from elsewhere have no note about their format: bytes mean GPT-2, and the caller may say otherwise.</summary>
    [Fact]
    public void Load_FilesFromElsewhere_LikeGpt2()
    {
        Learn(new BpeFormat()).Save(_folder["vocab.json"], _folder["merges.txt"]);
        File.WriteAllText(_folder["merges.txt"], "#version: 0.2\r\nĠ t\r\n");
        BpeFormat expected = new() { Level = BpeLevel.Byte, Splitting = BpeSplitting.Gpt2, PrefixSpace = false };

        Assert.Equal(expected, BpeVocabulary.Load(_folder["vocab.json"], _folder["merges.txt"]).Format);
        Assert.Equal(new BpeFormat(), BpeVocabulary.Load(_folder["vocab.json"], _folder["merges.txt"], new BpeFormat()).Format);
        Assert.Equal(3, BpeTextTokenizer.Load(_folder["vocab.json"], _folder["merges.txt"]).Encode(" the").Length);
    }

    [Theory]
    [InlineData("Tom q", "'q' (U+0071) at position 4")]
    [InlineData("\uFEFFTom", "(U+FEFF) at position 0")]
    [InlineData("Tom\t", "U+0009 at position 3")]
    [InlineData("To😀m", "'😀' (U+1F600) at position 2")]
    [InlineData("Tom▁", "(U+2581) at position 3")]
    public void Encode_CharacterWithoutToken_NamesItAndItsPlace(string text, string message)
    {
        BpeTextTokenizer tokenizer = new(new BpeLearner { Format = new BpeFormat { Level = BpeLevel.Character } }.Learn(["Tom tom Tom"]));

        Assert.Contains(message, Assert.Throws<ArgumentException>(() => tokenizer.Encode(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_HalfASurrogatePair_NamesItsPlace() =>
        Assert.Contains("Half a surrogate pair, U+DE00, stands at position 3", Assert.Throws<ArgumentException>(static () => new BpeTextTokenizer(Learn(new BpeFormat())).Encode("Tom\uDE00")).Message, StringComparison.Ordinal);

    [Fact]
    public void Encode_CharacterWithoutToken_BecomesUnknownWhereAsked()
    {
        BpeTextTokenizer tokenizer = new(new BpeLearner { Format = new BpeFormat { Level = BpeLevel.Character } }.Learn(["Tom tom Tom"]), UnknownCharacters.BecomeUnknown);
        int[] ids = tokenizer.Encode("Tom q😀 Tom");

        Assert.Equal(2, ids.Count(id => id == tokenizer.Special.Unknown));
        Assert.Equal("Tom  Tom", tokenizer.Decode(ids));
        Assert.Throws<ArgumentException>(() => tokenizer.Encode("a▁b"));
    }

    [Fact]
    public void Special_LearntVocabulary_FirstFourIds()
    {
        BpeTextTokenizer tokenizer = new(Learn(new BpeFormat()));

        Assert.Equal(new SpecialTokens { Padding = 0, Beginning = 1, End = 2, Unknown = 3 }, tokenizer.Special);
        Assert.Equal("Tom", tokenizer.Decode([1, .. tokenizer.Encode("Tom"), 2, 0, 0]));
        Assert.Equal("", tokenizer.Decode([1, 2]));
        Assert.Contains($"0 to {tokenizer.Count - 1}", Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([tokenizer.Count])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }

    /// <summary>A model may emit any bytes: half a character is shown as such and nothing fails.</summary>
    [Fact]
    public void Decode_HalfACharacter_IsReplaced()
    {
        BpeVocabulary vocabulary = Learn(new BpeFormat());

        Assert.Equal("a\uFFFDb", new BpeTextTokenizer(vocabulary).Decode([vocabulary.Ids["a"], vocabulary.Ids["ì"], vocabulary.Ids["b"]]));
    }

    [Theory]
    [InlineData("[]", "", "vocab.json: this is no vocabulary")]
    [InlineData("{}", "", "vocab.json: the vocabulary has no tokens")]
    [InlineData("""{"a":0,"b":0}""", "", "vocab.json: token 'b' has the id 0")]
    [InlineData("""{"a":-1}""", "", "vocab.json: token 'a' has the id -1")]
    [InlineData("""{"a":"x"}""", "", "vocab.json: this is no vocabulary")]
    [InlineData("""{"a":1.5}""", "", "vocab.json: this is no vocabulary")]
    [InlineData("""{"a":0,"b":1}""", "#version: 0.2\na b\n", "merges.txt: line 2: the merge 'a b' needs the token 'ab'")]
    [InlineData("""{"a":0,"b":1,"ab":2}""", "a b\nab\n", "merges.txt: line 2: a merge is two tokens")]
    [InlineData("""{"a":0,"b":1,"ab":2}""", "a b\na b\n", "merges.txt: line 2: the merge 'a b' stands there twice")]
    [InlineData("""{"a":0,"b":1,"ab":2}""", "#version: 0.2 weft level=word\n", "merges.txt: this is no list of merges: the setting 'level=word' is not known")]
    public void Load_DamagedFile_NamesItAndThePlace(string vocabulary, string merges, string message)
    {
        File.WriteAllText(_folder["vocab.json"], vocabulary);
        File.WriteAllText(_folder["merges.txt"], merges);

        Assert.Contains(message, Assert.Throws<ModelFileException>(() => BpeTextTokenizer.Load(_folder["vocab.json"], _folder["merges.txt"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoUnknownToken_CannotReplace()
    {
        File.WriteAllText(_folder["vocab.json"], """{"a":0,"b":1,"ab":2}""");
        File.WriteAllText(_folder["merges.txt"], "a b\n");
        BpeTextTokenizer tokenizer = BpeTextTokenizer.Load(_folder["vocab.json"], _folder["merges.txt"]);

        Assert.Equal([2, 0], tokenizer.Encode("aba"));
        Assert.Throws<ArgumentException>(() => tokenizer.Encode("abc"));
        Assert.Contains("<unk>", Assert.Throws<ArgumentException>(() => BpeTextTokenizer.Load(_folder["vocab.json"], _folder["merges.txt"], UnknownCharacters.BecomeUnknown)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => BpeTextTokenizer.Load(_folder["none.json"], _folder["merges.txt"]));
    }

    private static BpeVocabulary Learn(BpeFormat format) => new BpeLearner { VocabularySize = 700, Format = format }.Learn(Tatoeba.Sentences);

    private BpeTextTokenizer LearnSaveLoad(BpeFormat format)
    {
        Learn(format).Save(_folder["vocab.json"], _folder["merges.txt"]);

        return BpeTextTokenizer.Load(_folder["vocab.json"], _folder["merges.txt"]);
    }
}
