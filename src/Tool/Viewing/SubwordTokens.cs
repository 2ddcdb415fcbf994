using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Tokenizers;

namespace Weft.Tool.Viewing;

/// <summary>Subwords that were learnt here: two files, NAME.vocab.json and NAME.merges.txt.</summary>
internal sealed class SubwordTokens : TextTokens
{
    private const string Merges = ".merges.txt";
    private readonly BpeTextTokenizer _tokenizer;
    private readonly IReadOnlyDictionary<string, int> _ids;
    private readonly Dictionary<int, string> _names;

    private SubwordTokens(BpeVocabulary vocabulary)
    {
        _ids = vocabulary.Ids;
        _names = _ids.ToDictionary(static item => item.Value, static item => item.Key);
        bool hasUnknown = _ids.ContainsKey(SpecialTokens.UnknownName);
        _tokenizer = new(vocabulary, hasUnknown ? UnknownCharacters.BecomeUnknown : UnknownCharacters.AreErrors);
    }

    /// <summary>Reads the two files.</summary>
    /// <exception cref="IOException">One cannot be read; the message names it.</exception>
    public static SubwordTokens Load(string path) => new(BpeVocabulary.Load(path, path[..^Subwords.Length] + Merges));

    /// <inheritdoc/>
    public override int? End => _tokenizer.Special.End;

    /// <inheritdoc/>
    public override int? Start => _tokenizer.Special.Beginning;

    /// <inheritdoc/>
    public override int? Find(string name) => _ids.TryGetValue(name, out int token) ? token : null;

    /// <inheritdoc/>
    /// <remarks>Sentence pairs end with the end token, those of the source too.</remarks>
    public override int[] Encode(string text) => this.End is int end ? [.. _tokenizer.Encode(text), end] : _tokenizer.Encode(text);

    /// <inheritdoc/>
    public override int[] EncodePlainly(string text) => _tokenizer.Encode(text);

    /// <inheritdoc/>
    protected override string? Decode(int token) => token < _tokenizer.Count ? _tokenizer.Decode([token]) : null;

    /// <inheritdoc/>
    protected override string? NameOf(int token) => _names.GetValueOrDefault(token);
}
