namespace Weft.Tokenizers;

/// <summary>How a unigram model is to be applied.</summary>
internal sealed record UnigramOptions
{
    /// <summary>What the score of an unknown character is below the lowest of all.</summary>
    public const double UnknownPenalty = 10;

    /// <summary>The score of an unknown character.</summary>
    public required double UnknownScore { get; init; }

    /// <summary>Whether unknown characters become the tokens of their bytes, if there are such.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether sums are rounded to float, as SentencePiece does, or kept as double, as tokenizers does.</summary>
    public bool SinglePrecision { get; init; }
}
