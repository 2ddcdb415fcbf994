namespace Weft.Tokenizers;

/// <summary>How a BPE model of tokenizer.json treats the characters of a piece.</summary>
internal sealed record BpeModelOptions
{
    /// <summary>The token of a character without one; null leaves it out.</summary>
    public int? Unknown { get; init; }

    /// <summary>Whether unknown characters that follow each other are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether an unknown character becomes the tokens of its bytes, if there are such.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a piece that is a token becomes it, even where merges would not lead there.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>What stands before characters that do not begin a piece.</summary>
    public string ContinuationPrefix { get; init; } = string.Empty;

    /// <summary>What stands behind the character that ends a piece.</summary>
    public string EndSuffix { get; init; } = string.Empty;
}
