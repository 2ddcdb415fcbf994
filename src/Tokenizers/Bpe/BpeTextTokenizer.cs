using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Weft.Tokenizers;

/// <summary>
/// Applies a BPE vocabulary, through BpeTokenizer of Microsoft.ML.Tokenizers. Decoding gives back exactly the text that was encoded, but
/// for unknown characters.
/// </summary>
public sealed class BpeTextTokenizer : TextTokenizer
{
    private readonly BpeTokenizer _tokenizer;
    private readonly BpeFormat _format;
    private readonly HashSet<Rune> _characters;
    private readonly bool[] _bytes;

    /// <summary>Makes a tokenizer from a vocabulary.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="unknown">What happens to characters without a token; a vocabulary of all bytes has one for each.</param>
    /// <exception cref="ArgumentException">They shall become the unknown token, and the vocabulary has none.</exception>
    public BpeTextTokenizer(BpeVocabulary vocabulary, UnknownCharacters unknown = UnknownCharacters.AreErrors)
        : base(Checked(vocabulary).Count, SpecialTokens.Find(vocabulary.Ids), unknown)
    {
        if (unknown == UnknownCharacters.BecomeUnknown && this.Special.Unknown is null)
        {
            throw new ArgumentException(
                $"The vocabulary has no token {SpecialTokens.UnknownName} that unknown characters could become.", nameof(vocabulary));
        }

        _format = vocabulary.Format;
        _characters = [.. vocabulary.Ids.Keys.Where(IsOneCharacter).Select(static token => Rune.GetRuneAt(token, 0))];
        _bytes = [.. ByteSymbols.All.Select(vocabulary.Ids.ContainsKey)];
        _tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary.Ids)
        {
            Merges = vocabulary.Merges.Select(static merge => $"{merge.Left} {merge.Right}"),
            ByteLevel = _format.Level == BpeLevel.Byte,
            PreTokenizer = new RegexPreTokenizer(PieceSplitter.For(_format), specialTokens: null),
            UnknownToken = this.Special.Unknown is null ? null : SpecialTokens.UnknownName,
        });
    }

    /// <summary>Reads vocab.json and merges.txt.</summary>
    /// <param name="vocabularyPath">vocab.json.</param>
    /// <param name="mergesPath">merges.txt.</param>
    /// <param name="unknown">What happens to characters without a token.</param>
    /// <param name="format">
    /// How to apply the files. By default as the merges file says, if it was written here; as GPT-2 would, if it was not.
    /// </param>
    /// <exception cref="ModelFileException">A file is damaged; the message names it and the place.</exception>
    /// <exception cref="ArgumentException">Unknown characters shall become the unknown token, and the vocabulary has none.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BpeTextTokenizer Load(
        string vocabularyPath, string mergesPath, UnknownCharacters unknown = UnknownCharacters.AreErrors, BpeFormat? format = null) =>
        new(BpeVocabulary.Load(vocabularyPath, mergesPath, format), unknown);

    /// <inheritdoc/>
    private protected override int[] EncodeText(string text)
    {
        this.RejectUnknown(text);

        return [.. _tokenizer.EncodeToIds(PieceSplitter.Prepare(text, _format))];
    }

    /// <inheritdoc/>
    private protected override string DecodeText(List<int> ids)
    {
        string decoded = _tokenizer.Decode(ids);
        string text = _format.Level == BpeLevel.Character ? decoded.Replace(PieceSplitter.SpaceMark, ' ') : decoded;

        return _format.PrefixSpace && text.StartsWith(' ') ? text[1..] : text;
    }

    private static BpeVocabulary Checked(BpeVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);

        return vocabulary;
    }

    private static bool IsOneCharacter(string token) =>
        Rune.TryGetRuneAt(token, 0, out Rune character) && character.Utf16SequenceLength == token.Length;

    /// <summary>
    /// BpeTokenizer leaves characters without a token out, or replaces them: neither may happen unasked. U+2581 is one of them in a
    /// vocabulary of characters, whatever is asked, because it would become a space.
    /// </summary>
    private void RejectUnknown(string text)
    {
        bool errors = this.Unknown == UnknownCharacters.AreErrors;
        int position = 0;

        foreach (Rune character in text.EnumerateRunes())
        {
            bool isMark = _format.Level == BpeLevel.Character && character.Value == PieceSplitter.SpaceMark;

            if (isMark || (errors && !this.IsKnown(character)))
            {
                throw this.NotInVocabulary(character, position);
            }

            position += character.Utf16SequenceLength;
        }
    }

    private bool IsKnown(Rune character)
    {
        if (_format.Level == BpeLevel.Character)
        {
            return _characters.Contains(character.Value == ' ' ? new Rune(PieceSplitter.SpaceMark) : character);
        }

        Span<byte> bytes = stackalloc byte[4];

        foreach (byte value in bytes[..character.EncodeToUtf8(bytes)])
        {
            if (!_bytes[value])
            {
                return false;
            }
        }

        return true;
    }
}
