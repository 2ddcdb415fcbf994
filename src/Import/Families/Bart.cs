using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>BART: norms behind sublayers and embeddings, learned positions from row 2 on. Lewis et al. 2020.</summary>
internal static class Bart
{
    private const int FirstPosition = 2;

    public static readonly Family Family = new()
    {
        ModelType = "bart",
        Architectures = ["BartForConditionalGeneration", "BartModel"],
        Prefixes = ["model."],
        Specify = static config =>
        {
            config.Require("normalize_embedding", true);

            return Specify(config) with { FirstPosition = FirstPosition, EmbeddingNorm = true };
        },
        Tensors = Tensors,
        TiedOutputs = SharedTables,
    };

    /// <summary>Where its files, and those of its relatives, hold the parameters.</summary>
    public static ImmutableArray<TensorRule> Tensors =>
    [
        new("encoder.token_embedding.weight", "shared.weight"),
        .. SharedTables.Select(static copy => new TensorRule("encoder.token_embedding.weight", copy)),
        .. Stack("encoder"),
        .. Stack("decoder"),
        new("decoder.layers.{layer}.cross_attention.query.*", "decoder.layers.{layer}.encoder_attn.q_proj.*"),
        new("decoder.layers.{layer}.cross_attention.key.*", "decoder.layers.{layer}.encoder_attn.k_proj.*"),
        new("decoder.layers.{layer}.cross_attention.value.*", "decoder.layers.{layer}.encoder_attn.v_proj.*"),
        new("decoder.layers.{layer}.cross_attention.output.*", "decoder.layers.{layer}.encoder_attn.out_proj.*"),
        new("decoder.layers.{layer}.cross_attention_norm.*", "decoder.layers.{layer}.encoder_attn_layer_norm.*"),
        new("output.weight", "lm_head.weight"),
        new("output.bias", "final_logits_bias") { Absent = static parameter => new float[parameter.Count], LeadingOnes = 1 },
    ];

    /// <summary>Copies of the one table for all.</summary>
    public static ImmutableArray<string> SharedTables => ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"];

    /// <summary>Reads the part of the configuration that its relatives have under the same keys.</summary>
    public static ImportedSpecification Specify(ConfigurationSection config)
    {
        // One count of layers too, which only says what the encoder has.
        _ = config.FindInteger("num_hidden_layers");

        return new ImportedSpecification
        {
            Architecture = "encoder-decoder",
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("max_position_embeddings"),
            ModelSize = config.Integer("d_model"),
            EncoderLayers = config.Integer("encoder_layers"),
            DecoderLayers = config.Integer("decoder_layers"),
            EncoderHeads = config.Integer("encoder_attention_heads"),
            EncoderFeedForwardSize = config.Integer("encoder_ffn_dim"),
            Heads = config.Integer("decoder_attention_heads"),
            FeedForwardSize = config.Integer("decoder_ffn_dim"),
            Activation = ActivationNames.Plain(config, "activation_function", absent: "gelu"),
            NormEpsilon = 1e-5f,
            NormPlacement = "post",
            PositionalEncoding = "learned",
            Bias = true,
            OutputBias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
            ShareEmbeddings = true,
            ScaleEmbeddings = config.Boolean("scale_embedding", absent: false),
        };
    }

    private static ImmutableArray<TensorRule> Stack(string stack) =>
    [
        new($"{stack}.position_embedding.weight", $"{stack}.embed_positions.weight"),
        new($"{stack}.embedding_norm.*", $"{stack}.layernorm_embedding.*"),
        new($"{stack}.layers.{{layer}}.self_attention.query.*", $"{stack}.layers.{{layer}}.self_attn.q_proj.*"),
        new($"{stack}.layers.{{layer}}.self_attention.key.*", $"{stack}.layers.{{layer}}.self_attn.k_proj.*"),
        new($"{stack}.layers.{{layer}}.self_attention.value.*", $"{stack}.layers.{{layer}}.self_attn.v_proj.*"),
        new($"{stack}.layers.{{layer}}.self_attention.output.*", $"{stack}.layers.{{layer}}.self_attn.out_proj.*"),
        new($"{stack}.layers.{{layer}}.self_attention_norm.*", $"{stack}.layers.{{layer}}.self_attn_layer_norm.*"),
        new($"{stack}.layers.{{layer}}.feed_forward.up.*", $"{stack}.layers.{{layer}}.fc1.*"),
        new($"{stack}.layers.{{layer}}.feed_forward.down.*", $"{stack}.layers.{{layer}}.fc2.*"),
        new($"{stack}.layers.{{layer}}.feed_forward_norm.*", $"{stack}.layers.{{layer}}.final_layer_norm.*"),
        new($"{stack}.final_norm.*", $"{stack}.layer_norm.*"),
    ];
}
