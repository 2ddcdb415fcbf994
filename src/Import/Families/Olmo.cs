using System;
using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>OLMo: Llama with layer norms that have no parameters. Groeneveld et al. 2024.</summary>
internal static class Olmo
{
    public static readonly Family Family = new()
    {
        ModelType = "olmo",
        Architectures = ["OlmoForCausalLM", "OlmoModel"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors = [new("decoder.token_embedding.weight", "embed_tokens.weight"), .. Projections, .. Norms],
        Dropped = Llama.Buffers,
    };

    private static ImmutableArray<TensorRule> Projections =>
        [.. Llama.AttentionProjections, .. Llama.GatedProjections, new("output.weight", "lm_head.weight")];

    private static ImmutableArray<TensorRule> Norms =>
    [
        new("decoder.layers.{layer}.self_attention_norm.weight", "layers.{layer}.input_layernorm.weight") { Absent = Ones, IsFixed = true },
        new("decoder.layers.{layer}.feed_forward_norm.weight", "layers.{layer}.post_attention_layernorm.weight")
        {
            Absent = Ones,
            IsFixed = true,
        },
        new("decoder.final_norm.weight", "norm.weight") { Absent = Ones, IsFixed = true },
    ];

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        bool bias = config.Boolean("attention_bias", absent: false);

        return config.Has("clip_qkv") ? throw config.Unsupported("clip_qkv") : Llama.Specify(config) with
        {
            IsRmsNorm = false,
            NormBias = false,
            NormEpsilon = 1e-5f,
            QueryKeyValueBias = bias,
            AttentionOutputBias = bias,
        };
    }

    private static float[] Ones(Parameter parameter)
    {
        float[] values = new float[parameter.Count];
        Array.Fill(values, 1);

        return values;
    }
}
