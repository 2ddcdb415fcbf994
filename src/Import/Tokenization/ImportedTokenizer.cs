using System.Collections.Immutable;

namespace Weft.Import.Tokenization;

/// <summary>The tokenizer that a model's file has within it, as a file of its own.</summary>
/// <param name="FileName">tokenizer.json or tokenizer.model; null where it is left out.</param>
/// <param name="Content">The bytes of the file.</param>
/// <param name="Problem">Why it is left out, as a sentence; null where it is not.</param>
internal sealed record ImportedTokenizer(string? FileName, ImmutableArray<byte> Content, string? Problem = null)
{
    /// <summary>That there is none.</summary>
    public static ImportedTokenizer LeftOut(string problem) => new(FileName: null, [], problem);
}
