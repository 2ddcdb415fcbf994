using Weft.Generator.Diagnostics;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>Which keys and values an architecture has a use for.</summary>
internal static class ArchitectureRules
{
    /// <summary>Adds every key and value that the architecture has no use for.</summary>
    public static void Check(Section top, Architecture architecture, Problems problems)
    {
        CheckSides(top, Keys.Vocabulary, architecture, problems);
        CheckSides(top, Keys.Layers, architecture, problems);
        CheckMasking(top, architecture, problems);
        CheckEmbeddings(top, architecture, problems);

        if (architecture != Architecture.Encoder)
        {
            Refuse(top, Keys.TokenTypes, architecture, "only what an encoder reads has types", problems);
        }

        if (architecture != Architecture.EncoderDecoder)
        {
            Refuse(top, Keys.Encoder, architecture, "its only stack has the sizes at the top", problems);
        }

        OutputRules.Check(top, architecture, problems);
    }

    /// <summary>The masking of an architecture; a spec may say it, and cannot choose it.</summary>
    public static Masking MaskingOf(Architecture architecture) => architecture == Architecture.Encoder ? Masking.Padding : Masking.Causal;

    private static void CheckSides(Section top, SidesKey key, Architecture architecture, Problems problems)
    {
        if (architecture != Architecture.EncoderDecoder && top.Find(key) is { Split: true })
        {
            CombinationRules.Combination(
                top,
                key,
                key.Form,
                Keys.Architecture.FullName,
                Keys.Architecture.NameOf(architecture),
                "it has one side, so give one number",
                problems);
        }
    }

    private static void CheckMasking(Section top, Architecture architecture, Problems problems)
    {
        Masking allowed = MaskingOf(architecture);

        if (top.Find(Keys.Masking) is Masking masking && masking != allowed)
        {
            CombinationRules.Combination(
                top,
                Keys.Masking,
                Keys.Masking.NameOf(masking),
                Keys.Architecture.FullName,
                Keys.Architecture.NameOf(architecture),
                $"allowed is {Keys.Masking.NameOf(allowed)}",
                problems);
        }
    }

    private static void CheckEmbeddings(Section top, Architecture architecture, Problems problems)
    {
        bool shared = top.Find(Keys.ShareEmbeddings) == true;

        if (shared && architecture != Architecture.EncoderDecoder)
        {
            Refuse(top, Keys.ShareEmbeddings, architecture, "it has one embedding table only", problems);
        }
        else if (shared && top.Find(Keys.Vocabulary) is { Encoder: int source, Decoder: int target } && source != target)
        {
            string vocabulary = $"{{source: {Wording.Plain(source)}, target: {Wording.Plain(target)}}}";
            CombinationRules.Combination(
                top,
                Keys.ShareEmbeddings,
                "true",
                Keys.Vocabulary.FullName,
                vocabulary,
                "one table for both needs equal vocabularies",
                problems);
        }
    }

    private static void Refuse(Section top, Key key, Architecture architecture, string reason, Problems problems)
    {
        if (top.Has(key))
        {
            problems.Add(
                DiagnosticDescriptors.KeyDoesNotApply,
                top.KeySpan(key),
                key.FullName,
                Keys.Architecture.FullName,
                Keys.Architecture.NameOf(architecture),
                reason);
        }
    }
}
