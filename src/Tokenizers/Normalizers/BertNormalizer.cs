using System.Collections.Immutable;

namespace Weft.Tokenizers;

/// <summary>The normalization of BERT, put together of its four steps.</summary>
internal static class BertNormalizer
{
    /// <summary>Makes it.</summary>
    /// <param name="clean">Whether to take away control characters.</param>
    /// <param name="spaceIdeographs">Whether to put spaces around Chinese characters.</param>
    /// <param name="stripAccents">Whether to take away accents; null does what <paramref name="lowercase"/> says.</param>
    /// <param name="lowercase">Whether to write everything in lower case.</param>
    public static Normalizer Create(bool clean, bool spaceIdeographs, bool? stripAccents, bool lowercase)
    {
        ImmutableArray<Normalizer>.Builder steps = ImmutableArray.CreateBuilder<Normalizer>();

        if (clean)
        {
            steps.Add(CharacterNormalizer.CleanControls);
        }

        if (spaceIdeographs)
        {
            steps.Add(CharacterNormalizer.SpaceIdeographs);
        }

        if (stripAccents ?? lowercase)
        {
            steps.Add(new FormNormalizer(NormalForm.Decomposed));
            steps.Add(CharacterNormalizer.StripNonspacingMarks);
        }

        if (lowercase)
        {
            steps.Add(CharacterNormalizer.Lowercase);
        }

        return new NormalizerSequence(steps.ToImmutable());
    }
}
