using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>OPT: learned positions that start at row 2, relu. Zhang et al. 2022.</summary>
internal static class Opt
{
    private const int FirstPosition = 2;

    public static readonly Family Family = new()
    {
        ModelType = "opt",
        Architectures = ["OPTForCausalLM", "OPTModel"],
        ClassifierStem = "OPT",
        Prefixes = ["model.decoder.", "decoder."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_tokens.weight"),
            new("decoder.position_embedding.weight", "embed_positions.weight"),
            .. Layers,
            new("decoder.final_norm.*", "final_layer_norm.*"),
            new("output.weight", "lm_head.weight"),
        ],
    };

    /// <summary>What its layers have, under the names of fairseq.</summary>
    public static ImmutableArray<TensorRule> Layers =>
    [
        new("decoder.layers.{layer}.self_attention_norm.*", "layers.{layer}.self_attn_layer_norm.*"),
        new("decoder.layers.{layer}.self_attention.query.*", "layers.{layer}.self_attn.q_proj.*"),
        new("decoder.layers.{layer}.self_attention.key.*", "layers.{layer}.self_attn.k_proj.*"),
        new("decoder.layers.{layer}.self_attention.value.*", "layers.{layer}.self_attn.v_proj.*"),
        new("decoder.layers.{layer}.self_attention.output.*", "layers.{layer}.self_attn.out_proj.*"),
        new("decoder.layers.{layer}.feed_forward_norm.*", "layers.{layer}.final_layer_norm.*"),
        new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.fc1.*"),
        new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.fc2.*"),
    ];

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("hidden_size");
        bool isPre = config.Boolean("do_layer_norm_before", absent: true);

        if (config.FindSize("word_embed_proj_dim") is int embedding && embedding != size)
        {
            throw config.Unsupported("word_embed_proj_dim");
        }

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("max_position_embeddings"),
            FirstPosition = FirstPosition,
            ModelSize = size,
            DecoderLayers = config.Integer("num_hidden_layers"),
            Heads = config.Integer("num_attention_heads"),
            FeedForwardSize = config.FindSize("ffn_dim") ?? 4 * size,
            Activation = ActivationNames.Plain(config, "activation_function", absent: "relu"),
            NormEpsilon = 1e-5f,
            NormPlacement = isPre ? "pre" : "post",
            FinalNorm = isPre && !config.Boolean("_remove_final_layer_norm", absent: false),
            PositionalEncoding = "learned",
            Bias = config.Boolean("enable_bias", absent: true),
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }
}
