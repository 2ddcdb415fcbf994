using System;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>The vocabulary of both languages.</summary>
public sealed class SubwordsTests : IDisposable
{
    private static readonly ParallelText Text = new("training", ["ab ab", "ab c\u00e9"], ["ab", "cc"]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Learn_IsOneVocabularyOfBothSides()
    {
        Subwords subwords = Learn();

        Assert.Single(subwords.EncodeStrictly("ab"));
        Assert.Equal(subwords.Encode("ab cab"), subwords.EncodeStrictly("ab cab"));
        Assert.Equal("ab cab", subwords.Decode(subwords.Encode("ab cab")));
        Assert.Equal(string.Empty, subwords.Decode([subwords.StartToken, subwords.EndToken]));
        Assert.Equal("ab", subwords.Decode([.. subwords.Encode("ab"), subwords.Count, 9999]));
    }

    // Once in training is not enough to be learnt.
    [Fact]
    public void Encode_RareCharacter_BecomesUnknownOrIsAnError()
    {
        Subwords subwords = Learn();

        Assert.Equal("ab c", subwords.Decode(subwords.Encode("ab c\u00e9")));
        Assert.StartsWith("The character '\u00e9' (U+00E9) at position 4 cannot be represented by the ", Assert.Throws<SentenceException>(() => subwords.EncodeStrictly("ab c\u00e9")).Message);
    }

    [Fact]
    public void Learn_MoreCharactersThanRoom_IsAnError() => AssertFails(
        "The sentences of training give no vocabulary: A vocabulary of 6 is too small: 4 special tokens and 4 characters take 8.",
        () => Subwords.Learn(Text, 6, CancellationToken.None));

    [Fact]
    public void Encode_NothingOfUse_IsAnError() => AssertFails(
        "The sentences of val cannot be used: There is no sentence pair with 1 to 2 tokens on either side.",
        () => Learn().Encode(new ParallelText("val", ["cccc", ""], ["c", "c"]), maximumLength: 3));

    [Fact]
    public void Load_WhatSaveWrote_IsTheSame()
    {
        Subwords subwords = Learn();
        subwords.Save(_folder["x.safetensors"]);
        Subwords loaded = Subwords.Load(_folder["x.safetensors"], size: 100);

        Assert.Equal(["x.merges.txt", "x.vocab.json"], _folder.Files.Order());
        Assert.Equal((subwords.Count, subwords.StartToken, subwords.EndToken), (loaded.Count, loaded.StartToken, loaded.EndToken));
        Assert.Equal(subwords.Encode("ab cab"), loaded.Encode("ab cab"));
    }

    [Fact]
    public void Load_LargerThanTheModel_IsAnError()
    {
        Subwords subwords = Learn();
        subwords.Save(_folder["x.safetensors"]);

        AssertFails($"{_folder["x.vocab.json"]} has {subwords.Count} subwords; the model has room for {subwords.Count - 1}.", () => Subwords.Load(_folder["x.safetensors"], subwords.Count - 1));
    }

    [Fact]
    public void Load_Missing_IsAnError() => Assert.Contains(_folder["x.vocab.json"], Assert.ThrowsAny<IOException>(() => Subwords.Load(_folder["x.safetensors"], 100)).Message);

    [Fact]
    public void Load_WithoutSpecialTokens_IsAnError()
    {
        File.WriteAllText(_folder["x.vocab.json"], """{"a": 0, "b": 1}""");
        File.WriteAllText(_folder["x.merges.txt"], string.Empty);

        AssertFails($"{_folder["x.vocab.json"]} is no vocabulary of a translator: it lacks a token among <s>, </s> and <unk>.", () => Subwords.Load(_folder["x.safetensors"], 100));
    }

    private static Subwords Learn() => Subwords.Learn(Text, 100, CancellationToken.None);

    private static void AssertFails(string sentence, Action action) => Assert.Equal(sentence, Assert.ThrowsAny<IOException>(action).Message);
}
