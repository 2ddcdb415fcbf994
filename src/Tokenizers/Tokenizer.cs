using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>
/// The tokenizer of a published model: the same ids as Hugging Face's tokenizers gives with the same tokenizer.json, SentencePiece with the
/// same model, and BERT with the same vocab.txt. Instances may be used by several threads.
/// </summary>
public sealed class Tokenizer
{
    private readonly TokenizerPipeline _pipeline;

    private Tokenizer(TokenizerPipeline pipeline)
    {
        _pipeline = pipeline;
        this.VocabularySize = Math.Max(pipeline.Model.Vocabulary.Count, pipeline.AddedTokens.Count);
    }

    /// <summary>Token ids are 0 .. VocabularySize - 1.</summary>
    public int VocabularySize { get; }

    /// <summary>How sequences are cut; null for not at all. A tokenizer.json may say it.</summary>
    public Truncation? Truncation => _pipeline.Truncation;

    /// <summary>How sequences are filled up; null for not at all. A tokenizer.json may say it.</summary>
    public Padding? Padding => _pipeline.Padding;

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="path">
    /// A tokenizer.json, a SentencePiece model (.model, .spm) or a vocabulary of BERT (vocab.txt); or a folder with one, where
    /// tokenizer.json goes before a SentencePiece model and this before vocab.txt.
    /// </param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="ModelFileException">
    /// The file is damaged or asks for something that is not supported; the message names it and the key.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Tokenizer Load(string path, TokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);

        return new Tokenizer(TokenizerFiles.Read(path, options ?? new TokenizerOptions()).WithCache());
    }

    /// <summary>Makes BERT's tokenizer of its vocabulary, for programs that carry it.</summary>
    /// <param name="tokens">The token of every id from 0 up: the lines of vocab.txt.</param>
    /// <param name="lowercase">Whether the model knows lower case only, without accents.</param>
    /// <exception cref="ArgumentException">[UNK], [CLS] or [SEP] is missing.</exception>
    public static Tokenizer FromBertVocabulary(IEnumerable<string> tokens, bool lowercase = true)
    {
        ArgumentNullException.ThrowIfNull(tokens);

        return new Tokenizer(BertVocabularyReader.Create(tokens, lowercase).WithCache());
    }

    /// <summary>The same tokenizer, cutting sequences in another way, or not at all.</summary>
    public Tokenizer WithTruncation(Truncation? truncation) => new(_pipeline with { Truncation = truncation });

    /// <summary>The same tokenizer, filling up sequences in another way, or not at all.</summary>
    public Tokenizer WithPadding(Padding? padding) => new(_pipeline with { Padding = padding });

    /// <summary>The id of a token; null where it is none.</summary>
    public int? IdOf(string token) => _pipeline.AddedTokens.IdOf(token) ?? _pipeline.Model.Vocabulary.IdOf(token);

    /// <summary>The token of an id, spelled as the vocabulary does; null where it has none.</summary>
    public string? TokenOf(int id) => _pipeline.AddedTokens.TokenOf(id) ?? _pipeline.Model.Vocabulary.TokenOf(id);

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text. Special tokens that it spells are found.</param>
    /// <param name="addSpecialTokens">Whether to add the special tokens that the model expects around a text.</param>
    /// <exception cref="ArgumentException">
    /// The text has half a surrogate pair, or a character without a token where those are errors.
    /// </exception>
    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);

        return this.EncodeSequence(text, addSpecialTokens: addSpecialTokens).Ids;
    }

    /// <summary>The ids of two texts, as of a question and a passage.</summary>
    /// <inheritdoc cref="Encode(string, bool)"/>
    public int[] Encode(string text, string pair, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(pair);

        return this.EncodeSequence(text, pair, addSpecialTokens).Ids;
    }

    /// <summary>
    /// Adds the ids of a text to a list; truncation and padding do not apply. A list that is used again makes it allocate little.
    /// </summary>
    /// <param name="text">The text. Special tokens that it spells are found.</param>
    /// <param name="ids">Gets the ids.</param>
    /// <param name="addSpecialTokens">Whether to add the special tokens that the model expects around a text.</param>
    /// <exception cref="ArgumentException">
    /// The text has half a surrogate pair, or a character without a token where those are errors.
    /// </exception>
    public void Encode(ReadOnlySpan<char> text, List<int> ids, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        TextTokenizer.RejectHalfPairs(text);

        foreach (TemplatePart part in _pipeline.Template.Single)
        {
            if (part.Text is not null)
            {
                _pipeline.Encode(text, ids);
            }
            else if (addSpecialTokens)
            {
                ids.AddRange(part.Tokens);
            }
        }
    }

    /// <summary>The ids of a text or of two with their types, cut and filled up as the tokenizer says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="addSpecialTokens">Whether to add the special tokens that the model expects.</param>
    /// <exception cref="ArgumentException">
    /// A text has half a surrogate pair, a character without a token where those are errors, or too few tokens for <see
    /// cref="Truncation"/>.
    /// </exception>
    public TokenSequence EncodeSequence(string text, string? pair = null, bool addSpecialTokens = true) =>
        this.Pad([this.EncodeUnpadded(text, pair, addSpecialTokens)])[0];

    /// <summary>The same for many texts: padding fills up to the longest of them, where it has no length of its own.</summary>
    /// <inheritdoc cref="EncodeSequence" path="/exception"/>
    /// <param name="texts">The texts, each with a second one or null.</param>
    /// <param name="addSpecialTokens">Whether to add the special tokens that the model expects.</param>
    public TokenSequence[] EncodeBatch(IReadOnlyList<(string Text, string? Pair)> texts, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(texts);

        return this.Pad([.. texts.Select(text => this.EncodeUnpadded(text.Text, text.Pair, addSpecialTokens))]);
    }

    /// <summary>The text of ids. Ids that the vocabulary lacks leave none.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens leave none, too.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        List<string> tokens = new(ids.Length);

        foreach (int id in ids)
        {
            if (this.TokenOf(id) is string token && !(skipSpecialTokens && _pipeline.AddedTokens.IsSpecial(token)))
            {
                tokens.Add(token);
            }
        }

        return _pipeline.Decoder is null ? string.Join(' ', tokens) : string.Concat(_pipeline.Decoder.Decode(tokens));
    }

    private TokenSequence EncodeUnpadded(string text, string? pair, bool addSpecialTokens)
    {
        List<int> first = this.EncodePlain(text);
        List<int>? second = pair is null ? null : this.EncodePlain(pair);
        _pipeline.Truncation?.Apply(first, second, addSpecialTokens ? _pipeline.Template.CountOfSpecial(pair is not null) : 0);
        List<int> ids = [];
        List<int> types = [];

        foreach (TemplatePart part in pair is null ? _pipeline.Template.Single : _pipeline.Template.Pair)
        {
            if (part.Text is int index)
            {
                ids.AddRange(index == 0 ? first : second!);
            }
            else if (addSpecialTokens)
            {
                ids.AddRange(part.Tokens);
            }

            types.AddRange(Enumerable.Repeat(part.TypeId, ids.Count - types.Count));
        }

        int[] mask = new int[ids.Count];
        Array.Fill(mask, 1);

        return new TokenSequence([.. ids], [.. types], mask);
    }

    private List<int> EncodePlain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        TextTokenizer.RejectHalfPairs(text);
        List<int> ids = [];

        if (this.Truncation is null)
        {
            _pipeline.Encode(text, ids);
        }
        else
        {
            List<int> pieceEnds = [];
            _pipeline.Encode(text, ids, pieceEnds);
            this.Truncation.LeavePieces(ids, pieceEnds);
        }

        return ids;
    }

    private TokenSequence[] Pad(TokenSequence[] sequences) =>
        _pipeline.Padding is null || sequences.Length == 0 ? sequences : _pipeline.Padding.Apply(sequences);
}
