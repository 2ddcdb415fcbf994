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
            Refuse(top, Keys.Outputs, architecture, "a decoder has one output per token of its vocabulary", problems);
            Refuse(top, Keys.TokenTypes, architecture, "only what an encoder reads has types", problems);
            Refuse(top, Keys.Output, architecture, "a decoder puts out scores, from which the next token is chosen", problems);
        }

        if (architecture != Architecture.EncoderDecoder)
        {
            Refuse(top, Keys.Encoder, architecture, "its only stack has the sizes at the top", problems);
        }

        CheckHidden(top, problems);
    }

    /// <summary>The masking of an architecture; a spec may say it, and cannot choose it.</summary>
    public static Masking MaskingOf(Architecture architecture) => architecture == Architecture.Encoder ? Masking.Padding : Masking.Causal;

    // Hidden states have neither a projection nor a loss.
    private static void CheckHidden(Section top, Problems problems)
    {
        if (top.Find(Keys.Output) != OutputForm.Hidden)
        {
            return;
        }

        foreach ((Key key, string reason) in new (Key, string)[]
        {
            (Keys.Outputs, "hidden states are d_model columns"),
            (Keys.OutputBias, "hidden states have no projection"),
            (Keys.TieEmbeddings, "hidden states have no projection"),
            (Keys.LogitScale, "hidden states are no logits"),
            (Keys.LogitSoftCap, "hidden states are no logits"),
            (Keys.Training, "hidden states have no loss"),
        })
        {
            if (top.Has(key))
            {
                problems.Add(
                    DiagnosticDescriptors.KeyDoesNotApply, top.KeySpan(key), key.FullName, Keys.Output.FullName,
                    Keys.Output.NameOf(OutputForm.Hidden), reason);
            }
        }
    }

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
        bool tied = top.Find(Keys.TieEmbeddings) == true;
        bool shared = top.Find(Keys.ShareEmbeddings) == true;

        if (tied && architecture == Architecture.Encoder && top.Find(Keys.Vocabulary) is { Split: false, Encoder: int tokens }
            && top.Find(Keys.Outputs) is int outputs && outputs != tokens)
        {
            string rule = $"a tied output projection has one output per token, and vocabulary is {Wording.Plain(tokens)}";
            CombinationRules.Combination(top, Keys.TieEmbeddings, "true", Keys.Outputs.FullName, Wording.Plain(outputs), rule, problems);
        }

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
