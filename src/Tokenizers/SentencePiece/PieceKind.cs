namespace Weft.Tokenizers;

/// <summary>What a piece of a SentencePiece model is for; the values are those of the file.</summary>
internal enum PieceKind
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>Everything without a piece.</summary>
    Unknown = 2,

    /// <summary>No text, as &lt;s&gt;.</summary>
    Control = 3,

    /// <summary>Text that is never taken apart.</summary>
    UserDefined = 4,

    /// <summary>Text that is not to come out.</summary>
    Unused = 5,

    /// <summary>A byte.</summary>
    Byte = 6,
}
