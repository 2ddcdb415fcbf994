using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>What a text is: where it ends, and how likely its tokens are.</summary>
public sealed class TextTests : IDisposable
{
    private readonly Steps _steps = Steps.OfTales();

    public void Dispose() => _steps.Dispose();

    [Fact]
    public void StopSequence_EndsTheText_AndIsNoPartOfIt()
    {
        TextRequest request = Printable(Steps.Request(seed: 11, tokens: 30));
        string whole = Steps.Text(_steps.Alone(request));
        string stop = whole.Substring(9, 3);
        List<TextPart> parts = _steps.Alone(request with { Stops = ["\u0001never", stop] });

        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], Steps.Text(parts));
        Assert.Equal(FinishReason.Stop, parts[^1].FinishReason);
    }

    [Fact]
    public void EndToken_EndsTheText_AndIsNoPartOfIt()
    {
        TextRequest request = Steps.Request(seed: 11, tokens: 30);
        int[] whole = Steps.Tokens(_steps.Alone(request));
        using Steps ending = Steps.OfTales(new EngineSettings { EndTokens = [whole[7]] });
        List<TextPart> parts = ending.Alone(request);

        Assert.Equal(whole.TakeWhile(token => token != whole[7]), Steps.Tokens(parts));
        Assert.Equal(FinishReason.Stop, parts[^1].FinishReason);
    }

    [Fact]
    public void LongestSequence_EndsTheText()
    {
        List<TextPart> parts = _steps.Alone(Steps.Request(seed: 2, prompt: 118, tokens: 50));

        // 118 of the prompt, 2 behind it, and one more that nothing follows.
        Assert.Equal(3, Steps.Tokens(parts).Length);
        Assert.Equal(FinishReason.Length, parts[^1].FinishReason);
        Assert.Single(Steps.Tokens(_steps.Alone(Steps.Request(seed: 2, prompt: 120, tokens: 50))));
    }

    [Fact]
    public void CharacterOfSeveralTokens_ComesWhole()
    {
        // The model can choose the three bytes of a character only, and only once each.
        byte[] bytes = [0xE2, 0x82, 0xAC];
        TextRequest request = Steps.Request(seed: 1, tokens: 3);
        List<TextPart> parts = [];

        foreach (ulong seed in Enumerable.Range(0, 200).Select(static seed => (ulong)seed))
        {
            parts = _steps.Alone(request with { Sampling = Only(bytes, seed) });

            if (Steps.Tokens(parts).SequenceEqual(bytes.Select(static value => (int)value)))
            {
                break;
            }
        }

        Assert.Equal(["", "", "€", ""], parts.Select(static part => part.Text));
    }

    [Fact]
    public void Alternatives_AreTheModelsOwnProbabilities_WhateverTheSampling()
    {
        TextRequest request = Steps.Request(seed: 6) with
        {
            Alternatives = 5,
            Sampling = new Sampling { Temperature = 3, TopK = 40, PresencePenalty = 5, Seed = 6, LogitBias = new Dictionary<int, float> { [7] = 3 } },
        };
        List<TextPart> parts = _steps.Alone(request);
        _steps.Session.Reset();
        _steps.Session.Feed(0, [.. request.Prompt]);

        foreach (TextPart part in parts.SkipLast(1))
        {
            double[] expected = LogSoftmax(_steps.Session.LogitsOf(0).ToArray());
            Assert.Equal(expected[part.Token!.Value], part.LogProbability!.Value, 1e-9);
            int[] best = [.. Enumerable.Range(0, expected.Length).OrderByDescending(token => expected[token]).Take(5)];
            Assert.Equal(best, part.Alternatives.Select(static item => item.Token));
            Assert.All(part.Alternatives, item => Assert.Equal(expected[item.Token], item.LogProbability, 1e-9));
            _steps.Session.Feed(part.Token.Value);
        }
    }

    [Fact]
    public void NoAlternatives_TheProbabilityAlone_OrNothing()
    {
        Assert.All(_steps.Alone(Steps.Request(seed: 6) with { Alternatives = 0 }).SkipLast(1), static part =>
        {
            Assert.NotNull(part.LogProbability);
            Assert.Empty(part.Alternatives);
        });
        Assert.All(_steps.Alone(Steps.Request(seed: 6)), static part => Assert.Null(part.LogProbability));
    }

    [Fact]
    public void Best_OfEqualTokens_SmallerIdsFirst()
    {
        ImmutableArray<TokenProbability> best = LogProbabilities.Best([1, 2, 2, 0, 2, 1], LogProbabilities.Normalizer([1, 2, 2, 0, 2, 1]), 4);

        Assert.Equal([1, 2, 4, 0], best.Select(static item => item.Token));
        Assert.Equal(2, LogProbabilities.Best([1, 2], 0, 20).Length);
    }

    [Fact]
    public void Continuation_KeepsWhatTheTokenizerWritesBetween()
    {
        TextRequest request = Printable(Steps.Request(seed: 11));

        // Bytes have nothing between them: both are the same here, and the samples' words are not.
        Assert.Equal(Steps.Text(_steps.Alone(request)), Steps.Text(_steps.Alone(request with { ContinuesPrompt = true })));
    }

    private static Sampling Only(byte[] tokens, ulong seed) => new()
    {
        Seed = seed,
        Temperature = 1,
        LogitBias = tokens.ToDictionary(static token => (int)token, static _ => 1000f),
        PresencePenalty = 50,
    };

    // Letters alone, whose bytes are characters.
    private static TextRequest Printable(TextRequest request) => request with
    {
        Prompt = [.. request.Prompt.Select(static token => 'a' + (token % 26))],
        Sampling = request.Sampling with { LogitBias = Enumerable.Range('a', 26).ToDictionary(static token => token, static _ => 500f) },
    };

    private static double[] LogSoftmax(float[] logits)
    {
        double largest = logits.Max();
        double sum = logits.Sum(logit => Math.Exp(logit - largest));

        return [.. logits.Select(logit => logit - largest - Math.Log(sum))];
    }
}
