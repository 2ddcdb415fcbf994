namespace Weft.Tokenizers;

/// <summary>What a tokenizer does about a character that its vocabulary has no token for.</summary>
public enum UnknownCharacters
{
    /// <summary>Encoding fails, and says which character and where.</summary>
    AreErrors,

    /// <summary>The character becomes the unknown token.</summary>
    BecomeUnknown,
}
