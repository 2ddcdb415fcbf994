namespace Weft.Tokenizers;

/// <summary>A token that is found in a text as it is, before anything is split.</summary>
internal sealed record AddedToken
{
    /// <summary>What it looks like.</summary>
    public required string Content { get; init; }

    /// <summary>Its id.</summary>
    public required int Id { get; init; }

    /// <summary>Whether decoding may leave it out.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Whether it is looked for in the normalized text, in its normalized form.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>Whether it counts only where no part of a word touches it.</summary>
    public bool IsSingleWord { get; init; }

    /// <summary>Whether it takes the white space before it.</summary>
    public bool StripsLeft { get; init; }

    /// <summary>Whether it takes the white space behind it.</summary>
    public bool StripsRight { get; init; }
}
