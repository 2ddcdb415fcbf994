using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>GLM-4: Llama with rope over neighbours in the first half of a head and a fused gate. GLM Team 2024.</summary>
internal static class Glm
{
    private const float UsualFraction = 0.5f;

    public static readonly Family Family = new()
    {
        ModelType = "glm",
        Architectures = ["GlmForCausalLM", "GlmModel"],
        ClassifierStem = "Glm",
        Prefixes = ["model."],
        Specify = Specify,
        Tensors = [.. Common, .. Llama.PreNorms],
        Dropped = Llama.Buffers,
    };

    /// <summary>The version of April 2025, with norms on both sides of sublayers.</summary>
    public static readonly Family Version4 = new()
    {
        ModelType = "glm4",
        Architectures = ["Glm4ForCausalLM", "Glm4Model"],
        ClassifierStem = "Glm4",
        Prefixes = ["model."],
        Specify = static config => Specify(config) with { NormPlacement = "sandwich" },
        Tensors =
        [
            .. Common,
            .. Llama.PreNorms,
            new("decoder.layers.{layer}.self_attention_output_norm.*", "layers.{layer}.post_self_attn_layernorm.*"),
            new("decoder.layers.{layer}.feed_forward_output_norm.*", "layers.{layer}.post_mlp_layernorm.*"),
        ],
        Dropped = Llama.Buffers,
    };

    private static ImmutableArray<TensorRule> Common =>
    [
        .. Llama.Outside,
        .. Llama.NeighbourProjections,
        .. FusedProjections.GateUp("layers.{layer}.mlp.gate_up_proj.*"),
        new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.down_proj.*"),
    ];

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification llama = Llama.Specify(config);

        return llama with
        {
            Rope = RopeReader.Read(config, llama.MaxLength, UsualFraction),
            QueryKeyValueBias = config.Boolean("attention_bias", absent: false),
        };
    }
}
