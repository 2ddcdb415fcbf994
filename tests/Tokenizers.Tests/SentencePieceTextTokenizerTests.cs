using System;
using System.IO;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class SentencePieceTextTokenizerTests : IDisposable
{
    // Of a BPE model the scores are the ranks of the merges; of a unigram model they are log probabilities, and longer pieces win by a lower cost.
    private static readonly (string Piece, float Score)[] Pieces = [("▁a", -1), ("▁ab", -2), ("안녕", -3), ("▁안녕", -4), ("▁", -5), ("a", -5), ("b", -5), ("안", -6), ("녕", -6), (".", -5)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "ab a", new[] { "▁ab", "▁a" }, "ab a")]
    [InlineData(true, "ab a", new[] { "▁ab", "▁a" }, "ab a")]
    [InlineData(false, "안녕 안 ab.", new[] { "▁안녕", "▁", "안", "▁ab", "." }, "안녕 안 ab.")]
    [InlineData(true, "안녕 안 ab.", new[] { "▁안녕", "▁", "안", "▁ab", "." }, "안녕 안 ab.")]
    [InlineData(false, "  a   b  ", new[] { "▁a", "▁", "b" }, "a b")]
    [InlineData(true, "  a   b  ", new[] { "▁a", "▁", "b" }, "a b")]
    [InlineData(false, "a", new[] { "▁a" }, "a")]
    [InlineData(true, "a", new[] { "▁a" }, "a")]
    [InlineData(false, " 안 ", new[] { "▁", "안" }, "안")]
    [InlineData(true, "   ", new string[0], "")]
    [InlineData(false, "   ", new string[0], "")]
    [InlineData(false, "", new string[0], "")]
    public void EncodeThenDecode_BothKindsOfModel(bool unigram, string text, string[] pieces, string decoded)
    {
        SentencePieceTextTokenizer tokenizer = this.Load(new SentencePieceModel { Pieces = Pieces, Unigram = unigram });
        int[] ids = tokenizer.Encode(text);

        Assert.Equal(pieces, Array.ConvertAll(ids, static id => Pieces[id - 3].Piece));
        Assert.Equal(decoded, tokenizer.Decode(ids));
    }

    [Theory]
    [InlineData(false, "ax b", "'x' (U+0078) at position 1")]
    [InlineData(true, "ax b", "'x' (U+0078) at position 1")]
    [InlineData(false, "x", "'x' (U+0078) at position 0")]
    [InlineData(true, "x", "'x' (U+0078) at position 0")]
    [InlineData(false, "a  😀", "'😀' (U+1F600) at position 3")]
    [InlineData(true, "a\nb", "U+000A at position 1")]
    public void Encode_CharacterWithoutToken_NamesItAndItsPlace(bool unigram, string text, string message)
    {
        SentencePieceTextTokenizer tokenizer = this.Load(new SentencePieceModel { Pieces = Pieces, Unigram = unigram });

        Assert.Contains(message, Assert.Throws<ArgumentException>(() => tokenizer.Encode(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_CharacterWithoutToken_BecomesUnknownWhereAsked(bool unigram)
    {
        SentencePieceTextTokenizer tokenizer = this.Load(new SentencePieceModel { Pieces = Pieces, Unigram = unigram }, UnknownCharacters.BecomeUnknown);
        int[] ids = tokenizer.Encode("axb x");

        Assert.Equal(2, Array.FindAll(ids, id => id == tokenizer.Special.Unknown).Length);
        Assert.Equal("ab ", tokenizer.Decode(ids));
        Assert.Single(tokenizer.Encode("x"), id => id == tokenizer.Special.Unknown);
    }

    [Theory]
    [InlineData(false, "xyz ab")]
    [InlineData(false, "x")]
    [InlineData(false, "한국 😀 a")]
    [InlineData(false, "a\nb")]
    [InlineData(true, "axb")]
    [InlineData(true, "x")]
    [InlineData(true, "한국 😀 a")]
    [InlineData(true, "a\nb")]
    public void EncodeThenDecode_ByteFallback_SameText(bool unigram, string text)
    {
        SentencePieceTextTokenizer tokenizer = this.Load(new SentencePieceModel { Pieces = Pieces, Unigram = unigram, ByteFallback = true });

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Special_FoundByTheModelsOwnNames(bool unigram)
    {
        SentencePieceTextTokenizer tokenizer = this.Load(new SentencePieceModel { Pieces = Pieces, Unigram = unigram, Padding = true });

        Assert.Equal(new SpecialTokens { Padding = 13, Beginning = 1, End = 2, Unknown = 0 }, tokenizer.Special);
        Assert.Equal(14, tokenizer.Count);
        Assert.Equal("ab", tokenizer.Decode([1, .. tokenizer.Encode("ab"), 2, 13]));
        Assert.Null(this.Load(new SentencePieceModel { Pieces = Pieces, Unigram = unigram }).Special.Padding);
    }

    [Theory]
    [InlineData("this is no model")]
    [InlineData("")]
    public void Load_DamagedFile_NamesIt(string text)
    {
        File.WriteAllText(_folder["damaged.model"], text);

        Assert.StartsWith(_folder["damaged.model"], Assert.Throws<ModelFileException>(() => SentencePieceTextTokenizer.Load(_folder["damaged.model"])).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => SentencePieceTextTokenizer.Load(_folder["none.model"]));
    }

    private SentencePieceTextTokenizer Load(SentencePieceModel model, UnknownCharacters unknown = UnknownCharacters.AreErrors)
    {
        model.Write(_folder["test.model"]);

        return SentencePieceTextTokenizer.Load(_folder["test.model"], unknown);
    }
}
