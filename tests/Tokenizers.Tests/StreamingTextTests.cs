using System;
using System.Linq;
using Xunit;

namespace Weft.Tokenizers.Tests;

/// <summary>A text in parts is the text.</summary>
public sealed class StreamingTextTests
{
    private static readonly Tokenizer Llama = TokenizerCases.LoadModel("bpe_llama_unused");

    [Theory]
    [InlineData("The cat sat on the mat.")]
    [InlineData("Grüße aus 서울 🙂 — naïve")]
    public void Parts_AreTheText(string text)
    {
        StreamingText streaming = new(Llama, []);
        int[] tokens = Llama.Encode(text, addSpecialTokens: false);

        Assert.Equal(text, string.Concat(tokens.Select(streaming.Add)) + streaming.End());
        Assert.False(streaming.HasStopped);
    }

    [Fact]
    public void AfterAToken_TheSpaceBetweenBelongsToTheText()
    {
        int[] first = Llama.Encode("The", addSpecialTokens: false);
        int[] rest = Llama.Encode("The cat sat", addSpecialTokens: false)[first.Length..];
        StreamingText own = new(Llama, []);
        StreamingText further = new(Llama, [], first[^1]);

        Assert.Equal("cat sat", string.Concat(rest.Select(own.Add)) + own.End());
        Assert.Equal(" cat sat", string.Concat(rest.Select(further.Add)) + further.End());
    }

    [Fact]
    public void StopOfSeveralTokens_IsHeldBack_UntilItIsOneOrNot()
    {
        int[] tokens = Llama.Encode("The cat sat on the mat. It slept.", addSpecialTokens: false);
        StreamingText stopped = new(Llama, ["cat ran", "the mat."]);
        string text = string.Concat(tokens.Select(stopped.Add)) + stopped.End();

        Assert.Equal("The cat sat on ", text);
        Assert.True(stopped.HasStopped);
    }

    [Fact]
    public void EmptyStop_IsRefused() => Assert.Throws<ArgumentException>(static () => new StreamingText(Llama, [""]));
}
