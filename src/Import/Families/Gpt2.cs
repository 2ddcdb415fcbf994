using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>GPT-2: learned positions, layer norms, projections stored as [in, out]. Radford et al. 2019.</summary>
internal static class Gpt2
{
    public static readonly Family Family = new()
    {
        ModelType = "gpt2",
        Architectures = ["GPT2LMHeadModel", "GPT2Model"],
        ClassifierStem = "GPT2",
        Prefixes = ["transformer."],
        Specify = static config => Specify(config, absentActivation: "gelu_new"),
        Tensors = [.. Outside, .. Norms, .. TransposedProjections],
        Dropped = ["h.{layer}.attn.bias", "h.{layer}.attn.masked_bias"],
    };

    /// <summary>What is no part of a layer.</summary>
    public static ImmutableArray<TensorRule> Outside =>
    [
        new("decoder.token_embedding.weight", "wte.weight"),
        new("decoder.position_embedding.weight", "wpe.weight"),
        new("decoder.final_norm.*", "ln_f.*"),
        new("output.weight", "lm_head.weight"),
    ];

    /// <summary>The norms of a layer.</summary>
    public static ImmutableArray<TensorRule> Norms =>
    [
        new("decoder.layers.{layer}.self_attention_norm.*", "h.{layer}.ln_1.*"),
        new("decoder.layers.{layer}.feed_forward_norm.*", "h.{layer}.ln_2.*"),
    ];

    /// <summary>Its projections, stored as [in, out].</summary>
    public static ImmutableArray<TensorRule> TransposedProjections =>
    [
        .. FusedProjections.QueryKeyValue("h.{layer}.attn.c_attn.*", Fusion.QueryKeyValueBlocks, isTransposed: true),
        new("decoder.layers.{layer}.self_attention.output.*", "h.{layer}.attn.c_proj.*") { IsTransposed = true },
        new("decoder.layers.{layer}.feed_forward.up.*", "h.{layer}.mlp.c_fc.*") { IsTransposed = true },
        new("decoder.layers.{layer}.feed_forward.down.*", "h.{layer}.mlp.c_proj.*") { IsTransposed = true },
    ];

    /// <summary>Reads the configuration, which its relatives have under the same keys.</summary>
    public static ImportedSpecification Specify(ConfigurationSection config, string absentActivation)
    {
        int size = config.Integer("n_embd", "hidden_size");

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("n_positions", "max_position_embeddings"),
            ModelSize = size,
            DecoderLayers = config.Integer("n_layer", "num_hidden_layers"),
            Heads = config.Integer("n_head", "num_attention_heads"),
            FeedForwardSize = config.FindSize("n_inner") ?? 4 * size,
            Activation = ActivationNames.Plain(config, "activation_function", absentActivation),
            NormEpsilon = config.FindNumber("layer_norm_epsilon") ?? 1e-5f,
            PositionalEncoding = "learned",
            Bias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }
}
