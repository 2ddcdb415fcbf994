using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Weft.Benchmarks.Peers;

/// <summary>BpeTokenizer of Microsoft.ML.Tokenizers with a byte-level vocabulary and GPT-2's pieces.</summary>
internal sealed partial class MicrosoftTokenizer
{
    /// <summary>What reports call it.</summary>
    public const string Name = "Microsoft.ML.Tokenizers";
    private readonly BpeTokenizer _tokenizer;

    public MicrosoftTokenizer(Weft.Tokenizers.BpeVocabulary vocabulary) => _tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary.Ids)
    {
        Merges = vocabulary.Merges.Select(static merge => $"{merge.Left} {merge.Right}"),
        ByteLevel = true,
        PreTokenizer = new RegexPreTokenizer(Pieces(), specialTokens: null),
    });

    /// <summary>The ids of a text.</summary>
    public IReadOnlyList<int> Encode(string text) => _tokenizer.EncodeToIds(text);

    /// <summary>The text of ids.</summary>
    public string? Decode(IEnumerable<int> ids) => _tokenizer.Decode(ids);

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();
}
