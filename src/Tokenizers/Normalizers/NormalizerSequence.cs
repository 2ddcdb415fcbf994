using System.Collections.Immutable;

namespace Weft.Tokenizers;

/// <summary>Normalizers, each of which works on what the one before it made.</summary>
internal sealed class NormalizerSequence(ImmutableArray<Normalizer> normalizers) : Normalizer
{
    /// <inheritdoc/>
    public override string Normalize(string text)
    {
        foreach (Normalizer normalizer in normalizers)
        {
            text = normalizer.Normalize(text);
        }

        return text;
    }
}
