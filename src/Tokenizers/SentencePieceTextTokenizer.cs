using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// Applies a SentencePiece model, BPE or unigram, with the ids of SentencePiece. What the model's normalization takes away, like doubled
/// spaces, decoding cannot give back.
/// </summary>
public sealed class SentencePieceTextTokenizer : TextTokenizer
{
    private readonly TokenizerPipeline _pipeline;

    private SentencePieceTextTokenizer(TokenizerPipeline pipeline, SpecialTokens special, UnknownCharacters unknown)
        : base(pipeline.Model.Vocabulary.Count, special, unknown) => _pipeline = pipeline;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A .model or .spm file.</param>
    /// <param name="unknown">What happens to characters without a token; a model with a byte fallback has one for each.</param>
    /// <exception cref="ModelFileException">The file is no SentencePiece model, or one that cannot be applied.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SentencePieceTextTokenizer Load(string path, UnknownCharacters unknown = UnknownCharacters.AreErrors)
    {
        SentencePieceFile file = SentencePieceFile.Read(path);
        TokenizerPipeline pipeline = SentencePieceReader.Read(path, file);
        Vocabulary vocabulary = pipeline.Model.Vocabulary;
        SpecialTokens special = new()
        {
            Padding = vocabulary.IdOf(SpecialTokens.PaddingName),
            Beginning = vocabulary.IdOf(file.BeginningPiece),
            End = vocabulary.IdOf(file.EndPiece),
            Unknown = SentencePieceReader.UnknownOf(path, file),
        };

        return new SentencePieceTextTokenizer(pipeline.WithCache(), special, unknown);
    }

    /// <inheritdoc/>
    private protected override int[] EncodeText(string text)
    {
        List<int> ids = [];
        _pipeline.Encode(text, ids);

        if (this.Unknown == UnknownCharacters.AreErrors && ids.IndexOf(this.Special.Unknown!.Value) is >= 0 and int index)
        {
            throw this.NotInVocabulary(text, ids[..index]);
        }

        return [.. ids];
    }

    /// <inheritdoc/>
    private protected override string DecodeText(List<int> ids) => string.Concat(_pipeline.Decoder!.Decode(ids.ConvertAll(this.TokenOf)));

    private string TokenOf(int id) => _pipeline.Model.Vocabulary.TokenOf(id) ?? string.Empty;

    /// <summary>The error about the character behind some tokens, which are what the normalized text begins with.</summary>
    private ArgumentException NotInVocabulary(string text, List<int> before)
    {
        string normalized = _pipeline.Normalizer!.Normalize(text);
        int offset = Math.Min(string.Concat(before.ConvertAll(this.TokenOf)).Length, normalized.Length - 1);
        Rune character = Rune.TryGetRuneAt(normalized, offset, out Rune found) ? found : Rune.ReplacementChar;
        int position = text.IndexOf(character.ToString(), StringComparison.Ordinal);

        return this.NotInVocabulary(character, position < 0 ? Math.Min(offset, text.Length - 1) : position);
    }
}
