using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Gemma: Llama with scaled embeddings, a gate of gelu, and norms stored as their distance from 1. Gemma Team 2024.</summary>
internal static class Gemma
{
    private const int UsualHeadColumns = 256;

    public static readonly Family Family = new()
    {
        ModelType = "gemma",
        Architectures = ["GemmaForCausalLM", "GemmaModel"],
        ClassifierStem = "Gemma",
        Prefixes = ["model."],
        Specify = static config =>
        {
            // Early files say gelu and mean its approximation, which is what all of them were trained with.
            string? name = config.FindText(known: ["gelu_pytorch_tanh"], "hidden_activation", "hidden_act");

            return name is null or "gelu" or "gelu_pytorch_tanh" ? Specify(config, "geglu_tanh") : throw config.Unsupported("hidden_act");
        },
        Tensors =
        [
            .. Common,
            new("decoder.layers.{layer}.self_attention_norm.weight", "layers.{layer}.input_layernorm.weight") { Added = 1 },
            new("decoder.layers.{layer}.feed_forward_norm.weight", "layers.{layer}.post_attention_layernorm.weight") { Added = 1 },
        ],
        Dropped = Llama.Buffers,
    };

    /// <summary>What is the same in all of its versions.</summary>
    public static ImmutableArray<TensorRule> Common =>
    [
        new("decoder.token_embedding.weight", "embed_tokens.weight"),
        .. Llama.AttentionProjections,
        .. Llama.GatedProjections,
        new("decoder.final_norm.weight", "norm.weight") { Added = 1 },
        new("output.weight", "lm_head.weight"),
    ];

    /// <summary>The norms around sublayers since version 2.</summary>
    public static ImmutableArray<TensorRule> SandwichNorms =>
    [
        new("decoder.layers.{layer}.self_attention_norm.weight", "layers.{layer}.input_layernorm.weight") { Added = 1 },
        new("decoder.layers.{layer}.self_attention_output_norm.weight", "layers.{layer}.post_attention_layernorm.weight") { Added = 1 },
        new("decoder.layers.{layer}.feed_forward_norm.weight", "layers.{layer}.pre_feedforward_layernorm.weight") { Added = 1 },
        new("decoder.layers.{layer}.feed_forward_output_norm.weight", "layers.{layer}.post_feedforward_layernorm.weight") { Added = 1 },
    ];

    /// <summary>Reads the part of the configuration that is the same in all of its versions.</summary>
    public static ImportedSpecification Specify(ConfigurationSection config, string activation) =>
        Llama.Specify(config, activation) with
        {
            KeySize = config.FindSize("head_dim") ?? UsualHeadColumns,
            ScaleEmbeddings = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
}
