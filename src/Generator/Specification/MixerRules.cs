using System.Collections.Immutable;
using Weft.Generator.Shared;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>What a recurrence in the place of attention has no use for.</summary>
internal static class MixerRules
{
    private const string Unit = "gru";

    private static readonly ImmutableArray<(Key Key, string Reason)> OfAttention =
    [
        (Keys.Heads, "a gru has one state as wide as d_model, and no heads"),
        (Keys.KeyValueHeads, "a gru has no keys and values"),
        (Keys.KeySize, "a gru has no queries and keys"),
        (Keys.ValueSize, "a gru has no values"),
        (Keys.QueryKeyNorm, "a gru has no queries and keys"),
        (Keys.RelativeBias, "a gru has no scores that distances could shift"),
        (Keys.AttentionScale, "a gru has no scores"),
        (Keys.AttentionSoftCap, "a gru has no scores"),
        (Keys.AttentionDropout, "a gru has no attention weights"),
        (Keys.Window, "a gru sees its state, and no positions one by one"),
        (Keys.WindowPattern, "a gru sees its state, and no positions one by one"),
        (Keys.QueryKeyValueBias, "a gru has no queries, keys and values; its biases are there or not as bias says"),
        (Keys.AttentionOutputBias, "a gru has no projection behind it; its biases are there or not as bias says"),
    ];

    /// <summary>Whether the spec asks for a recurrence.</summary>
    public static bool IsRecurrent(Section top) => top.Find(Keys.Mixer) == Mixer.Gru;

    /// <summary>Adds every key and value that a recurrence has no use for.</summary>
    public static void Check(Section top, Problems problems)
    {
        if (!IsRecurrent(top))
        {
            return;
        }

        if (top.Find(Keys.Architecture) is Architecture architecture && architecture != Architecture.Decoder)
        {
            CombinationRules.Combination(
                top, Keys.Mixer, Unit, Keys.Architecture.FullName, Keys.Architecture.NameOf(architecture),
                "a recurrence reads from the left to the right, as a decoder alone does", problems);
        }

        foreach ((Key key, string reason) in OfAttention)
        {
            if (top.Has(key))
            {
                CombinationRules.DoesNotApply(top, key, Keys.Mixer.FullName, Unit, reason, problems);
            }
        }

        CheckPositions(top, problems);
        CheckInference(top, problems);
    }

    private static void CheckPositions(Section top, Problems problems)
    {
        if (top.Find(Keys.PositionalEncoding) is PositionalEncoding encoding and (PositionalEncoding.Rope or PositionalEncoding.Alibi))
        {
            CombinationRules.Combination(
                top, Keys.PositionalEncoding, Keys.PositionalEncoding.NameOf(encoding), Keys.Mixer.FullName, Unit,
                "it is a part of attention; allowed are sinusoidal, learned and none", problems);
        }
    }

    private static void CheckInference(Section top, Problems problems)
    {
        if (top.Find(Keys.Inference) is not Section inference)
        {
            return;
        }

        if (inference.Find(Keys.InferenceAttention) == true)
        {
            CombinationRules.Combination(
                inference, Keys.InferenceAttention, "true", Keys.Mixer.FullName, Unit,
                "nothing attends, so there is nothing to keep", problems);
        }

        if (inference.Find(Keys.InferenceDraft) is int draft and > 0)
        {
            CombinationRules.Combination(
                inference, Keys.InferenceDraft, Wording.Plain(draft), Keys.Mixer.FullName, Unit,
                "its state cannot go back to before a token that was guessed wrongly", problems);
        }

        if (inference.Find(Keys.InferenceCache) is CacheFormat cache and not CacheFormat.Float32)
        {
            CombinationRules.Combination(
                inference, Keys.InferenceCache, Keys.InferenceCache.NameOf(cache), Keys.Mixer.FullName, Unit,
                "a recurrence has no keys and values to keep", problems);
        }

        if (inference.Find(Keys.InferenceCacheTokens) is int tokens and > 0)
        {
            CombinationRules.Combination(
                inference, Keys.InferenceCacheTokens, Wording.Plain(tokens), Keys.Mixer.FullName, Unit,
                "what a recurrence keeps of a sequence does not grow with it", problems);
        }

        if (inference.Find(Keys.InferenceWeights) is WeightFormat format && WeightLayout.Of(format).IsInteger)
        {
            CombinationRules.Combination(
                inference, Keys.InferenceWeights, Keys.InferenceWeights.NameOf(format), Keys.Mixer.FullName, Unit,
                "its product of the state is one of floats; allowed are float32 and bfloat16", problems);
        }
    }
}
