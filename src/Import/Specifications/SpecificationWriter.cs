using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Weft.Import.Specifications;

/// <summary>Writes a specification as YAML: the keys that differ from their defaults, in the order of the generator's table.</summary>
internal static class SpecificationWriter
{
    private const float UsualEpsilon = 1e-5f;
    private const float UsualTheta = 10_000;

    /// <summary>The text of a spec file.</summary>
    /// <param name="specification">What it says.</param>
    /// <param name="origin">What it was made from, for the comment above it.</param>
    public static string Write(ImportedSpecification specification, string origin)
    {
        StringBuilder text = new();
        _ = text.Append($"# {origin}\n");

        foreach ((string key, string? value) in Entries(specification).Where(static entry => entry.Value is not null))
        {
            _ = text.Append($"{key}: {value}\n");
        }

        return text.ToString();
    }

    /// <summary>Every key with its value; null where the default is meant.</summary>
    internal static IEnumerable<(string Key, string? Value)> Entries(ImportedSpecification specification) =>
    [
        .. Sizes(specification),
        .. Norms(specification),
        .. Positions(specification),
        .. Attention(specification),
        .. Projections(specification),
    ];

    private static IEnumerable<(string Key, string? Value)> Sizes(ImportedSpecification specification)
    {
        int? encoderLayers = specification.EncoderLayers > 0 ? specification.EncoderLayers : null;
        int? decoderLayers = specification.DecoderLayers > 0 ? specification.DecoderLayers : null;
        yield return ("model", specification.Model);
        yield return ("architecture", specification.Architecture);
        bool readsTokens = specification.Image is null;
        string? vocabulary = Sides("source", specification.SourceVocabulary, "target", specification.Vocabulary);
        yield return ("vocabulary", readsTokens ? vocabulary : null);
        yield return ("image", specification.Image is ImageSettings image ? Mapping(image) : null);
        yield return ("token_types", Text(specification.TokenTypes));
        yield return ("output", specification.Output);
        yield return ("pooling", specification.Pooling);
        yield return ("loss", specification.Loss);
        yield return ("head", specification.Head is HeadSettings head ? Mapping(head) : null);
        yield return ("outputs", Text(specification.Outputs));
        yield return ("max_length", readsTokens ? Text(specification.MaxLength) : null);
        yield return ("d_model", Text(specification.ModelSize));
        yield return ("embedding_size", Unless(specification.EmbeddingSize, specification.ModelSize));
        yield return ("layers", Sides("encoder", encoderLayers, "decoder", decoderLayers));
        yield return ("shared_layers", Unless(specification.SharedLayers, false));
        yield return ("encoder", Encoder(specification));
        yield return ("heads", Text(specification.Heads));
        yield return ("kv_heads", Unless(specification.KeyValueHeads, specification.Heads));
        yield return ("d_ff", Unless(specification.FeedForwardSize, 4 * specification.ModelSize));
        yield return ("experts", specification.Experts is ExpertSettings experts ? Mapping(experts) : null);
        yield return ("activation", Unless(specification.Activation, "relu"));

        // Values are as wide as keys are, and both have the same default.
        string? headSize = Unless(specification.KeySize, specification.ModelSize / specification.Heads);
        yield return ("d_key", headSize);
        yield return ("d_value", headSize);
    }

    private static IEnumerable<(string Key, string? Value)> Norms(ImportedSpecification specification)
    {
        yield return ("norm", specification.IsRmsNorm ? "rmsnorm" : null);
        yield return ("norm_epsilon", Unless(specification.NormEpsilon, UsualEpsilon));
        yield return ("norm_placement", Unless(specification.NormPlacement, "post"));
        yield return ("norm_bias", Unless(specification.NormBias || specification.IsRmsNorm, true));
        yield return ("final_norm", Unless(specification.FinalNorm, specification.NormPlacement != "post"));
        yield return ("first_norm", Unless(specification.FirstNorm, true));
        yield return ("embedding_norm", Unless(specification.EmbeddingNorm, false));
        yield return ("query_key_norm", Unless(specification.QueryKeyNorm, "none"));
        yield return ("parallel_sublayers", Unless(specification.ParallelSublayers, "none"));
    }

    private static IEnumerable<(string Key, string? Value)> Positions(ImportedSpecification specification)
    {
        yield return ("positional_encoding", Unless(specification.PositionalEncoding, "sinusoidal"));
        yield return ("rope_theta", Unless(specification.Rope?.Theta, UsualTheta));
        yield return ("rope_local_theta", Unless(specification.Rope?.LocalTheta, specification.Rope?.Theta));
        yield return ("rope_fraction", Unless(RopeFraction(specification), 1f));
        yield return ("rope_scaling", specification.Rope?.Scaling is RopeScaling scaling ? Mapping(scaling) : null);
        yield return ("rope_pattern", Pattern(specification.RopePattern, "rope", "none"));
        yield return ("relative_bias", specification.RelativeBias is RelativeSettings relative ? Mapping(relative) : null);
    }

    private static IEnumerable<(string Key, string? Value)> Attention(ImportedSpecification specification)
    {
        WindowSettings? window = specification.Window;
        yield return ("attention_scale", Text(specification.AttentionScale));
        yield return ("attention_soft_cap", Text(specification.AttentionSoftCap));
        yield return ("logit_scale", Unless(specification.LogitScale, 1f));
        yield return ("embedding_scale", Unless(specification.EmbeddingScale, 1f));
        yield return ("residual_scale", Unless(specification.ResidualScale, 1f));
        yield return ("logit_soft_cap", Text(specification.LogitSoftCap));
        yield return ("window", Text(window?.Size));
        yield return ("window_pattern", window is null or { IsEverywhere: true }
            ? null
            : Pattern(window.Pattern, "local", "global"));
    }

    private static IEnumerable<(string Key, string? Value)> Projections(ImportedSpecification specification)
    {
        // One key for all, and keys for those that are unlike the feed-forward network.
        yield return ("bias", Unless(specification.FeedForwardBias, true));
        yield return ("query_key_value_bias", Unless(specification.QueryKeyValueBias, specification.FeedForwardBias));
        yield return ("attention_output_bias", Unless(specification.AttentionOutputBias, specification.FeedForwardBias));
        yield return ("output_bias", Unless(specification.OutputBias, false));
        yield return ("tie_embeddings", Unless(specification.TieEmbeddings, false));
        yield return ("share_embeddings", Unless(specification.ShareEmbeddings, false));
        yield return ("scale_embeddings", Unless(specification.ScaleEmbeddings, false));
    }

    // Of whole columns, however the configuration rounds.
    private static float? RopeFraction(ImportedSpecification specification) =>
        specification.Rope is null ? null : (float)specification.RopeColumns / specification.HeadColumns;

    // One number where both sides have the same, or one side alone has any.
    private static string? Sides(string firstName, int? first, string secondName, int? second) =>
        first is null || second is null || first == second
            ? Text(first ?? second)
            : Mapping((firstName, Text(first)), (secondName, Text(second)));

    private static string? Encoder(ImportedSpecification specification)
    {
        string? heads = Unless(specification.EncoderHeads, specification.Heads);
        string? feedForwardSize = Unless(specification.EncoderFeedForwardSize, specification.FeedForwardSize);

        return heads is null && feedForwardSize is null ? null : Mapping(("heads", heads), ("d_ff", feedForwardSize));
    }

    // What all layers are needs no list.
    private static string? Pattern(ImmutableArray<bool> layers, string yes, string no) =>
        layers.All(static layer => layer) ? null : $"[{string.Join(", ", layers.Select(layer => layer ? yes : no))}]";

    private static string Mapping(ImageSettings image) => Mapping(
        ("height", Text(image.Height)),
        ("width", Text(image.Width)),
        ("patch", Text(image.Patch)),
        ("channels", Unless(image.Channels, 3)));

    private static string Mapping(HeadSettings head) => Mapping(
        ("activation", head.Activation),
        ("bias", Unless(head.HasBias, true)),
        ("norm", Unless(head.HasNorm, false)));

    private static string Mapping(ExpertSettings experts) => Mapping(
        ("count", Text(experts.Count)),
        ("active", Text(experts.Active)),
        ("normalize", Unless(experts.Normalizes, true)),
        ("shared_d_ff", Text(experts.SharedSize)),
        ("shared_gate", Unless(experts.HasSharedGate, false)));

    private static string Mapping(RelativeSettings relative) =>
        Mapping(("buckets", Text(relative.Buckets)), ("max_distance", Text(relative.MaximumDistance)));

    private static string Mapping(RopeScaling scaling) => Mapping(
        ("type", scaling.Type),
        ("factor", Text(scaling.Factor)),
        ("original_length", Text(scaling.OriginalLength)),
        ("low_frequency_factor", Text(scaling.LowFrequencyFactor)),
        ("high_frequency_factor", Text(scaling.HighFrequencyFactor)),
        ("beta_fast", Text(scaling.BetaFast)),
        ("beta_slow", Text(scaling.BetaSlow)),
        ("attention_factor", Text(scaling.AttentionFactor)));

    private static string Mapping(params ReadOnlySpan<(string Key, string? Value)> entries)
    {
        List<string> written = [];

        foreach ((string key, string? value) in entries)
        {
            if (value is not null)
            {
                written.Add($"{key}: {value}");
            }
        }

        return $"{{ {string.Join(", ", written)} }}";
    }

    private static string? Unless(object? value, object? usual) => value is null || value.Equals(usual) ? null : Text(value);

    private static string? Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        float number => number.ToString(CultureInfo.InvariantCulture).Replace('E', 'e'),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
