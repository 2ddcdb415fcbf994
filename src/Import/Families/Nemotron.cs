using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Nemotron: layer norms stored as their distance from 1, squared relu, rope over half of a head. Parmar et al. 2024.</summary>
internal static class Nemotron
{
    private const float UsualFraction = 0.5f;

    public static readonly Family Family = new()
    {
        ModelType = "nemotron",
        Architectures = ["NemotronForCausalLM", "NemotronModel"],
        ClassifierStem = "Nemotron",
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_tokens.weight"),
            .. Llama.AttentionProjections,
            new("decoder.layers.{layer}.self_attention_norm.weight", "layers.{layer}.input_layernorm.weight") { Added = 1 },
            new("decoder.layers.{layer}.self_attention_norm.bias", "layers.{layer}.input_layernorm.bias"),
            new("decoder.layers.{layer}.feed_forward_norm.weight", "layers.{layer}.post_attention_layernorm.weight") { Added = 1 },
            new("decoder.layers.{layer}.feed_forward_norm.bias", "layers.{layer}.post_attention_layernorm.bias"),
            new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.up_proj.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.down_proj.*"),
            new("decoder.final_norm.weight", "norm.weight") { Added = 1 },
            new("decoder.final_norm.bias", "norm.bias"),
            new("output.weight", "lm_head.weight"),
        ],
        Dropped = Llama.Buffers,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        bool bias = config.Boolean("attention_bias", absent: false);
        ImportedSpecification llama = Llama.Specify(config, ActivationNames.Plain(config, "hidden_act", absent: "relu2"));

        return llama with
        {
            IsRmsNorm = false,
            NormEpsilon = config.FindNumber("norm_eps") ?? 1e-5f,
            Rope = RopeReader.Read(config, llama.MaxLength, UsualFraction),
            QueryKeyValueBias = bias,
            AttentionOutputBias = bias,
            FeedForwardBias = config.Boolean("mlp_bias", absent: false),
        };
    }
}
