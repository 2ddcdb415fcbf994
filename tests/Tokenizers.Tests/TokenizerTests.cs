using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class TokenizerTests
{
    private const string Bert = "wordpiece_bert_uncased";
    private static readonly string[] Names = ["bytelevel_bpe_gpt2", "sentencepiece_bpe_llama2", "unigram_t5", Bert];

    // Attributes cannot hold half a pair: '^' and 'v' stand for the halves here.
    [Theory]
    [InlineData("^", 0)]
    [InlineData("abv", 2)]
    [InlineData("a^vv^", 3)]
    public void Encode_HalfASurrogatePair_SaysWhere(string drawing, int position)
    {
        string text = drawing.Replace('^', '\uD83D').Replace('v', '\uDE42');

        foreach (Tokenizer tokenizer in All())
        {
            ArgumentException exception = Assert.Throws<ArgumentException>(() => tokenizer.Encode(text));
            Assert.Contains($"position {position}", exception.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => tokenizer.Encode(text.AsSpan(), []));
        }
    }

    [Fact]
    public void Encode_EmptyAndNul_AreTexts()
    {
        foreach (Tokenizer tokenizer in All())
        {
            Assert.Empty(tokenizer.Encode(string.Empty, addSpecialTokens: false));
            Assert.NotNull(tokenizer.Decode(tokenizer.Encode("\0a\0\0")));
        }
    }

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('1')]
    [InlineData('.')]
    [InlineData('\u0301')]
    [InlineData('한')]
    [InlineData('<')]
    public void Encode_AMillionOfOneCharacter_IsNotQuadratic(char character)
    {
        string text = new(character, 1_000_000);
        Stopwatch watch = Stopwatch.StartNew();

        foreach (Tokenizer tokenizer in All())
        {
            _ = tokenizer.Encode(text);
        }

        // Some seconds on a busy machine; what is quadratic would take hours.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 120);
    }

    [Fact]
    public void Encode_IntoAList_SameAsArrayAndAllocatesNothingForKnownWords()
    {
        Tokenizer tokenizer = TokenizerCases.LoadJson("bytelevel_bpe_gpt2");
        string text = string.Concat(Enumerable.Repeat("What say you, my lord? 'Tis well; don't speak.\n", 1_000));
        List<int> ids = new(text.Length);
        tokenizer.Encode(text, ids);
        ids.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.Encode(text, ids);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_096);
        Assert.Equal(tokenizer.Encode(text), ids);
    }

    [Fact]
    public void Encode_ManyThreads_SameIds()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "tatoeba-sample.tsv"));
        string[] lines = text.Split('\n');

        foreach (string name in Names)
        {
            Tokenizer alone = TokenizerCases.LoadJson(name);
            int[][] expected = Array.ConvertAll(lines, line => alone.Encode(line));
            Tokenizer shared = TokenizerCases.LoadJson(name);
            Parallel.For(0, 8 * lines.Length, i => Assert.Equal(expected[i % lines.Length], shared.Encode(lines[i % lines.Length])));
        }
    }

    [Fact]
    public void IdOfAndTokenOf_AreInverse()
    {
        foreach (Tokenizer tokenizer in All())
        {
            for (int id = 0; id < tokenizer.VocabularySize; id++)
            {
                Assert.Equal(id, tokenizer.IdOf(Assert.IsType<string>(tokenizer.TokenOf(id))));
            }

            Assert.Null(tokenizer.TokenOf(tokenizer.VocabularySize));
            Assert.Null(tokenizer.TokenOf(-1));
            Assert.Null(tokenizer.IdOf("no such token"));
        }
    }

    [Fact]
    public void Decode_IdsOutOfRange_LeaveNoText() => Assert.Equal("a", TokenizerCases.LoadJson(Bert).Decode([-1, 17, int.MaxValue]));

    [Fact]
    public void EncodeBatch_PadsToTheLongest()
    {
        Tokenizer tokenizer = TokenizerCases.LoadJson(Bert).WithPadding(new Padding { Id = 0, MultipleOf = 4 });
        TokenSequence[] sequences = tokenizer.EncodeBatch([("a", null), ("a b c", "a")]);

        Assert.Equal([2, 17, 3, 0, 0, 0, 0, 0], sequences[0].Ids);
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0], sequences[0].Mask);
        Assert.Equal([2, 17, 18, 19, 3, 17, 3, 0], sequences[1].Ids);
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 0], sequences[1].TypeIds);
    }

    [Theory]
    [InlineData(7, TruncationStrategy.LongestFirst, false, new[] { 2, 17, 18, 3, 20, 21, 3 })]
    [InlineData(7, TruncationStrategy.LongestFirst, true, new[] { 2, 18, 19, 3, 21, 22, 3 })]
    [InlineData(7, TruncationStrategy.OnlyFirst, false, new[] { 2, 17, 3, 20, 21, 22, 3 })]
    [InlineData(7, TruncationStrategy.OnlySecond, false, new[] { 2, 17, 18, 19, 3, 20, 3 })]
    [InlineData(0, TruncationStrategy.LongestFirst, false, new[] { 2, 3, 3 })]
    public void Truncation_CutsTheTextsAndKeepsSpecialTokens(int length, TruncationStrategy strategy, bool left, int[] ids)
    {
        Tokenizer tokenizer = TokenizerCases.LoadJson(Bert).WithTruncation(new Truncation { MaximumLength = length, Strategy = strategy, FromLeft = left });

        Assert.Equal(ids, tokenizer.Encode("a b c", "d e f"));
    }

    [Fact]
    public void Truncation_OfATextThatIsTooShort_IsAnError() => Assert.Throws<ArgumentException>(() =>
        TokenizerCases.LoadJson(Bert).WithTruncation(new Truncation { MaximumLength = 4, Strategy = TruncationStrategy.OnlyFirst }).Encode("a", "b c d e f"));

    [Fact]
    public void VocabularyOfBert_SameIdsAsItsTokenizerJson()
    {
        JsonNode vocabulary = TokenizerCases.ReadJson("HuggingFace", Bert, "tokenizer.json")["model"]!["vocab"]!;
        string lines = string.Join('\n', vocabulary.AsObject().OrderBy(static entry => entry.Value!.GetValue<int>()).Select(static entry => entry.Key));
        Tokenizer ofFile = TokenizerCases.Load("vocab.txt", Encoding.UTF8.GetBytes(lines));
        Tokenizer ofTokens = Tokenizer.FromBertVocabulary(lines.Split('\n'));

        foreach (JsonNode? expected in TokenizerCases.ReadJson("HuggingFace", Bert, "expected.json").AsArray())
        {
            Assert.Equal(TokenizerCases.Ids(expected!["ids"]), ofFile.Encode(expected["text"]!.GetValue<string>()));
            Assert.Equal(TokenizerCases.Ids(expected["ids"]), ofTokens.Encode(expected["text"]!.GetValue<string>()));
        }
    }

    [Fact]
    public void VocabularyOfBert_LowercaseIsAskedForOrFoundBesideIt()
    {
        byte[] lines = "[UNK]\n[CLS]\n[SEP]\na\nA\n"u8.ToArray();
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["vocab.txt"], lines);
        File.WriteAllText(folder["tokenizer_config.json"], """{ "do_lower_case": false }""");

        Assert.Equal([1, 3, 2], TokenizerCases.Load("vocab.txt", lines).Encode("A"));
        Assert.Equal([1, 4, 2], TokenizerCases.Load("vocab.txt", lines, new TokenizerOptions { Lowercase = false }).Encode("A"));
        Assert.Equal([1, 4, 2], Tokenizer.Load(folder["."]).Encode("A"));
        Assert.Equal([1, 4, 2], Tokenizer.FromBertVocabulary(["[UNK]", "[CLS]", "[SEP]", "a", "A"], lowercase: false).Encode("A"));
    }

    private static IEnumerable<Tokenizer> All() => [.. Names.Select(static name => TokenizerCases.LoadJson(name)), TokenizerCases.LoadModel("bpe_user"), TokenizerCases.LoadModel("uni_keepws")];
}
