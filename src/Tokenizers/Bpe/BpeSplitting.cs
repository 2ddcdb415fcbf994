namespace Weft.Tokenizers;

/// <summary>How a text is split into the pieces that merges work in. A space belongs to the word behind it.</summary>
public enum BpeSplitting
{
    /// <summary>
    /// Letters with their marks and inner apostrophes, digits, other signs, and white space by the character: for every language.
    /// </summary>
    Words,

    /// <summary>GPT-2's pattern, for vocabularies that were learnt with it.</summary>
    Gpt2,
}
