using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Google.Protobuf;
using Microsoft.ML.Tokenizers;

namespace Weft.Tokenizers;

/// <summary>
/// Applies a SentencePiece model, BPE or unigram, through SentencePieceTokenizer of Microsoft.ML.Tokenizers. What the model's normalization
/// takes away, like doubled spaces, decoding cannot give back. The character map of BPE models is not applied by that package: give them
/// text in NFKC.
/// </summary>
public sealed class SentencePieceTextTokenizer : TextTokenizer
{
    private const char SpaceMark = '\u2581';
    private readonly SentencePieceTokenizer _tokenizer;

    private SentencePieceTextTokenizer(SentencePieceTokenizer tokenizer, UnknownCharacters unknown)
        : base(
            tokenizer.Vocabulary.Values.Max() + 1,
            SpecialTokens.Find(
                tokenizer.Vocabulary, tokenizer.BeginningOfSentenceToken, tokenizer.EndOfSentenceToken, tokenizer.UnknownToken),
            unknown) => _tokenizer = tokenizer;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A .model or .spm file.</param>
    /// <param name="unknown">What happens to characters without a token; a model with a byte fallback has one for each.</param>
    /// <exception cref="ModelFileException">The file is no SentencePiece model, or one that cannot be applied.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SentencePieceTextTokenizer Load(string path, UnknownCharacters unknown = UnknownCharacters.AreErrors)
    {
        using FileStream stream = File.OpenRead(path);

        try
        {
            return new SentencePieceTextTokenizer(
                SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false), unknown);
        }
        catch (Exception exception) when (
            exception is InvalidProtocolBufferException or ArgumentException or InvalidOperationException
                or IndexOutOfRangeException or NullReferenceException)
        {
            throw new ModelFileException(
                path, $"this is no SentencePiece model that can be applied: {exception.Message}", innerException: exception);
        }
    }

    /// <inheritdoc/>
    private protected override int[] EncodeText(string text)
    {
        if (text.AsSpan().Trim(' ').IsEmpty)
        {
            return [];
        }

        IReadOnlyList<EncodedToken> tokens = this.Tokens(text, out string normalized);

        foreach (EncodedToken token in tokens)
        {
            bool isUnknown = token.Id == this.Special.Unknown;

            if ((isUnknown && this.Unknown == UnknownCharacters.AreErrors) || (!isUnknown && !this.Spells(token, normalized)))
            {
                throw this.NotInVocabulary(text, normalized, token.Offset.Start.GetOffset(normalized.Length));
            }
        }

        return [.. tokens.Select(static token => token.Id)];
    }

    /// <inheritdoc/>
    private protected override string DecodeText(List<int> ids) => _tokenizer.Decode(ids);

    private IReadOnlyList<EncodedToken> Tokens(string text, out string normalized)
    {
        try
        {
            IReadOnlyList<EncodedToken> tokens = _tokenizer.EncodeToTokens(text, out string? changed);
            normalized = changed ?? text;

            if (tokens.Count > 0)
            {
                return tokens;
            }
        }
        catch (IndexOutOfRangeException)
        {
            // Version 2.0 of the package looks for the byte tokens of unigram models in the wrong place.
            throw new ArgumentException(
                "The text has a character without a token, and the byte fallback of unigram models is not available.", nameof(text));
        }

        // Version 2.0 of the package makes nothing of a text of one character where a BPE model removes doubled spaces.
        normalized = this.Normalize(text.Trim(' '));

        return _tokenizer.EncodeToTokens(normalized, out _, considerNormalization: false);
    }

    /// <summary>What the package should have made of a text without outer and doubled spaces.</summary>
    private string Normalize(string text)
    {
        char space = _tokenizer.EscapeWhiteSpaces ? SpaceMark : ' ';

        return (_tokenizer.AddDummyPrefix, _tokenizer.TreatWhitespaceAsSuffix) switch
        {
            (true, false) => space + text,
            (true, true) => text + space,
            _ => text,
        };
    }

    /// <summary>Whether a token is what stands in the text: where the package takes a wrong id for a byte, it is not.</summary>
    private bool Spells(EncodedToken token, string normalized) =>
        _tokenizer.ByteFallback && token.Value.StartsWith("<0x", StringComparison.Ordinal)
        || normalized.AsSpan()[token.Offset].SequenceEqual(token.Value);

    private ArgumentException NotInVocabulary(string text, string normalized, int offset)
    {
        Rune character = Rune.GetRuneAt(normalized, offset);
        int position = text.IndexOf(character.ToString(), StringComparison.Ordinal);

        return this.NotInVocabulary(character, position < 0 ? Math.Min(offset, text.Length - 1) : position);
    }
}
