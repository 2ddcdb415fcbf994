using System;
using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// Text to token ids and back, by a vocabulary of subwords. Special tokens are for models: encoding adds none, not even where a text spells
/// the name of one, and decoding skips them. Instances may be used by several threads.
/// </summary>
public abstract class TextTokenizer
{
    private protected TextTokenizer(int count, SpecialTokens special, UnknownCharacters unknown)
    {
        this.Count = count;
        this.Special = special;
        this.Unknown = unknown;
    }

    /// <summary>Token ids are 0 .. Count - 1.</summary>
    public int Count { get; }

    /// <summary>The tokens that stand for no text.</summary>
    public SpecialTokens Special { get; }

    /// <summary>What happens to a character that the vocabulary has no token for.</summary>
    public UnknownCharacters Unknown { get; }

    /// <summary>The ids of a text, without special tokens; none for an empty one.</summary>
    /// <exception cref="ArgumentException">
    /// The text has half a surrogate pair, or a character without a token where those are errors; the message names it and its place.
    /// </exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        RejectHalfPairs(text);

        return text.Length == 0 ? [] : this.EncodeText(text);
    }

    /// <summary>
    /// The text of ids. Special tokens leave none, and neither does <see cref="SpecialTokens.Unknown"/>: what it stood for is lost.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not 0 .. Count - 1.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        List<int> textual = new(ids.Length);

        foreach (int id in ids)
        {
            if ((uint)id >= (uint)this.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Token ids are 0 to {this.Count - 1}.");
            }

            if (!this.Special.Contains(id))
            {
                textual.Add(id);
            }
        }

        return textual.Count == 0 ? string.Empty : this.DecodeText(textual);
    }

    /// <summary>The ids of a text that is not empty and has no half surrogate pairs.</summary>
    private protected abstract int[] EncodeText(string text);

    /// <summary>The text of ids, one or more, all of them in the vocabulary and none special.</summary>
    private protected abstract string DecodeText(List<int> ids);

    /// <summary>The error about a character without a token.</summary>
    private protected ArgumentException NotInVocabulary(Rune character, int position) =>
        new(
            $"The character {Describe(character)} at position {position} cannot be represented by the {this.Count} tokens of the " +
            $"vocabulary.",
            "text");

    /// <summary>A character for a message: itself where it can be printed, and its code point.</summary>
    internal static string Describe(Rune character) => Rune.IsControl(character) || Rune.IsWhiteSpace(character)
        ? $"U+{character.Value:X4}"
        : $"'{character}' (U+{character.Value:X4})";

    /// <summary>Half a surrogate pair is no text and would silently become another character.</summary>
    internal static void RejectHalfPairs(string text)
    {
        for (int position = 0; position < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, position, out Rune character))
            {
                throw new ArgumentException(
                    $"Half a surrogate pair, U+{(int)text[position]:X4}, stands at position {position}.", nameof(text));
            }

            position += character.Utf16SequenceLength;
        }
    }
}
