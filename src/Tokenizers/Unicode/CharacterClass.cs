namespace Weft.Tokenizers;

/// <summary>What the patterns of byte-level tokenizers tell apart.</summary>
internal enum CharacterClass : byte
{
    /// <summary>Everything else.</summary>
    Other,

    /// <summary>\p{L}.</summary>
    Letter,

    /// <summary>\p{N}.</summary>
    Number,

    /// <summary>\s.</summary>
    Space,

    /// <summary>Half of a surrogate pair: the class is that of the pair.</summary>
    Surrogate,
}
