using System.Collections.Immutable;

namespace Weft.Serving;

/// <summary>A part of a text: one for each token, and a last one that says why the text ended.</summary>
public sealed record TextPart
{
    /// <summary>
    /// What can be told of the text by now and could not before, perhaps nothing: characters whose last bytes are to come, and what may be
    /// the beginning of a stop sequence, come with a later part.
    /// </summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The token; null in the last part. A token that ends a text is no part of it.</summary>
    public int? Token { get; init; }

    /// <summary>The natural logarithm of the token's probability, where the request asks for it.</summary>
    public double? LogProbability { get; init; }

    /// <summary>The most likely tokens in its place, the likeliest first, as many as the request asks for.</summary>
    public ImmutableArray<TokenProbability> Alternatives { get; init; } = [];

    /// <summary>Why the text ended; null in all parts but the last.</summary>
    public FinishReason? FinishReason { get; init; }
}
