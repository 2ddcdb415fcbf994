using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Guesses that a text goes on as it did before: the last tokens are looked up in the prompt and the text so far, and what stood behind
/// them the last time is the guess. It costs next to nothing, and is right where texts repeat themselves or their prompt. Saxena 2023,
/// prompt lookup decoding.
/// </summary>
public sealed class PromptLookup : Drafter
{
    /// <summary>The most tokens that are looked up, at least <see cref="FewestMatched"/>: as many as are found somewhere.</summary>
    public int MostMatched { get; init; } = 4;

    /// <summary>The fewest tokens that are looked up, at least 1: where no more than fewer are found, nothing is guessed.</summary>
    public int FewestMatched { get; init; } = 2;

    private protected override void CheckModel(DecoderSession session)
    {
        if (this.FewestMatched < 1 || this.MostMatched < this.FewestMatched)
        {
            throw new ArgumentException(
                $"{nameof(PromptLookup)}: from {this.FewestMatched} to {this.MostMatched} tokens are to be looked up "
                + $"({nameof(this.FewestMatched)}, {nameof(this.MostMatched)}); at least 1 is needed, and no fewer at the most.");
        }
    }

    /// <inheritdoc/>
    internal override void Draft(IReadOnlyList<DraftedText> texts)
    {
        // By place: enumerating an interface allocates.
        for (int i = 0; i < texts.Count; i++)
        {
            this.LookUp(texts[i]);
        }
    }

    private void LookUp(DraftedText text)
    {
        ReadOnlySpan<int> tokens = text.Tokens;

        for (int length = Math.Min(this.MostMatched, tokens.Length - 1); length >= this.FewestMatched; length--)
        {
            int found = tokens[..^1].LastIndexOf(tokens[^length..]);

            if (found >= 0)
            {
                Continue(text, tokens, found + length);

                return;
            }
        }
    }

    // What stands there, and behind the end of the text what was guessed itself: the same again, as far as there is room.
    private static void Continue(DraftedText text, ReadOnlySpan<int> tokens, int from)
    {
        for (int guess = 0; guess < text.Room; guess++)
        {
            int at = from + guess;
            text.Guess(at < tokens.Length ? tokens[at] : text.Guesses[at - tokens.Length]);
        }
    }
}
