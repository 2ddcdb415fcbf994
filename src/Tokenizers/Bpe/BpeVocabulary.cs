using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>
/// Tokens with their ids, and merges by rank: what BPE applies to a text. Kept in the two files that BpeTokenizer of
/// Microsoft.ML.Tokenizers and others read, a JSON object of ids and one merge a line.
/// </summary>
public sealed class BpeVocabulary
{
    internal BpeVocabulary(IReadOnlyList<string> tokens, IReadOnlyList<(string Left, string Right)> merges, BpeFormat format)
        : this(
            tokens.Select(static (token, id) => KeyValuePair.Create(token, id)).ToFrozenDictionary(StringComparer.Ordinal), merges, format)
    {
    }

    internal BpeVocabulary(FrozenDictionary<string, int> ids, IReadOnlyList<(string Left, string Right)> merges, BpeFormat format)
    {
        this.Ids = ids;
        this.Merges = [.. merges];
        this.Format = format;
        this.Count = ids.Count == 0 ? 0 : ids.Values.Max() + 1;
    }

    /// <summary>Token ids are 0 .. Count - 1.</summary>
    public int Count { get; }

    /// <summary>The id of each token.</summary>
    public IReadOnlyDictionary<string, int> Ids { get; }

    /// <summary>Pairs of tokens that become one, those that go first in front.</summary>
    public ImmutableArray<(string Left, string Right)> Merges { get; }

    /// <summary>How they are applied.</summary>
    public BpeFormat Format { get; }

    /// <summary>Reads the two files.</summary>
    /// <param name="vocabularyPath">vocab.json.</param>
    /// <param name="mergesPath">merges.txt.</param>
    /// <param name="format">
    /// How to apply them. By default as the merges file says, if it was written here; as GPT-2 would, if it was not.
    /// </param>
    /// <exception cref="ModelFileException">A file is damaged; the message names it and the place.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BpeVocabulary Load(string vocabularyPath, string mergesPath, BpeFormat? format = null)
    {
        FrozenDictionary<string, int> ids = BpeFiles.ReadIds(vocabularyPath);
        List<(string Left, string Right)> merges = BpeFiles.ReadMerges(mergesPath, ids, out BpeFormat? written);

        return new BpeVocabulary(ids, merges, format ?? written ?? BpeFormat.Infer(ids));
    }

    /// <summary>Writes the two files.</summary>
    /// <exception cref="IOException">One cannot be written; an existing one is as it was.</exception>
    public void Save(string vocabularyPath, string mergesPath)
    {
        BpeFiles.WriteIds(vocabularyPath, this.Ids);
        BpeFiles.WriteMerges(mergesPath, this.Merges, this.Format);
    }
}
