namespace Weft.Tokenizers;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
internal sealed class FormNormalizer(NormalForm form) : Normalizer
{
    /// <inheritdoc/>
    public override string Normalize(string text) => UnicodeNormalization.Normalize(text, form);
}
