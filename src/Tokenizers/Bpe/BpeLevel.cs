namespace Weft.Tokenizers;

/// <summary>What the tokens of a BPE vocabulary are made of.</summary>
public enum BpeLevel
{
    /// <summary>Bytes of UTF-8, written as GPT-2 writes them: every text can be represented.</summary>
    Byte,

    /// <summary>Characters, with U+2581 for a space: tokens never split a character, and those that were not learnt have none.</summary>
    Character,
}
