using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>The ids of the tokens that stand for no text; null where a vocabulary lacks one.</summary>
public sealed record SpecialTokens
{
    /// <summary>The name of <see cref="Padding"/> in vocabularies that are learnt here.</summary>
    public const string PaddingName = "<pad>";

    /// <summary>The name of <see cref="Beginning"/>.</summary>
    public const string BeginningName = "<s>";

    /// <summary>The name of <see cref="End"/>.</summary>
    public const string EndName = "</s>";

    /// <summary>The name of <see cref="Unknown"/>.</summary>
    public const string UnknownName = "<unk>";

    /// <summary>Fills up short sequences.</summary>
    public int? Padding { get; init; }

    /// <summary>Begins a sentence: what a decoder starts from.</summary>
    public int? Beginning { get; init; }

    /// <summary>Ends a sentence.</summary>
    public int? End { get; init; }

    /// <summary>Stands for a character without a token.</summary>
    public int? Unknown { get; init; }

    /// <summary>Whether an id is one of them.</summary>
    public bool Contains(int id) => id == this.Padding || id == this.Beginning || id == this.End || id == this.Unknown;

    /// <summary>Those of a vocabulary, found by their names.</summary>
    internal static SpecialTokens Find(
        IReadOnlyDictionary<string, int> ids,
        string beginning = BeginningName,
        string end = EndName,
        string unknown = UnknownName) => new()
        {
            Padding = Find(ids, PaddingName),
            Beginning = Find(ids, beginning),
            End = Find(ids, end),
            Unknown = Find(ids, unknown),
        };

    private static int? Find(IReadOnlyDictionary<string, int> ids, string name) => ids.TryGetValue(name, out int id) && id >= 0 ? id : null;
}
