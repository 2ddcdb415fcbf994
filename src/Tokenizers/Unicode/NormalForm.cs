namespace Weft.Tokenizers;

/// <summary>The four normalization forms of Unicode Standard Annex 15.</summary>
internal enum NormalForm
{
    /// <summary>NFC.</summary>
    Composed,

    /// <summary>NFD.</summary>
    Decomposed,

    /// <summary>NFKC.</summary>
    CompatibilityComposed,

    /// <summary>NFKD.</summary>
    CompatibilityDecomposed,
}
