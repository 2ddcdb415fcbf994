using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>
/// T5: norms before sublayers, no biases, scores that are not divided by anything, and relative positions. Raffel et al. 2020; gated and
/// untied since version 1.1, Shazeer 2020; mT5 in many languages, Xue et al. 2021.
/// </summary>
internal static class T5
{
    // Models of one size of sentences; relative positions themselves know no end.
    private const int UsualLength = 512;

    private const string GatedPrefix = "gated-";

    private static readonly ImmutableArray<string> Projections =
        [.. ActivationNames.All, .. ActivationNames.All.Select(static name => $"{GatedPrefix}{name}")];

    public static readonly Family Family = Of("t5", "T5");

    /// <summary>mT5.</summary>
    public static readonly Family Multilingual = Of("mt5", "MT5");

    private static ImmutableArray<string> SharedTables => ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"];

    private static Family Of(string type, string name) => new()
    {
        ModelType = type,
        Architectures = [$"{name}ForConditionalGeneration", $"{name}EncoderModel"],
        Specify = config => Specify(config, isEncoder: config.Texts("architectures").Contains($"{name}EncoderModel")),
        Tensors =
        [
            new("encoder.token_embedding.weight", "shared.weight"),
            .. SharedTables.Select(static copy => new TensorRule("encoder.token_embedding.weight", copy)),
            .. Stack("encoder", feedForward: 1),
            .. Stack("decoder", feedForward: 2),
            new("decoder.layers.{layer}.cross_attention_norm.weight", "decoder.block.{layer}.layer.1.layer_norm.weight"),
            .. Attention("decoder.layers.{layer}.cross_attention", "decoder.block.{layer}.layer.1.EncDecAttention"),
            new("output.weight", "lm_head.weight"),
        ],
        TiedOutputs = [.. SharedTables, "lm_head.weight"],
        Dropped = ["decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config, bool isEncoder)
    {
        int layers = config.Integer("num_layers", "num_hidden_layers");
        int decoderLayers = config.FindSize("num_decoder_layers") ?? layers;
        bool isTied = config.Boolean("tie_word_embeddings", absent: true);
        int size = config.Integer("d_model");
        bool isScaled = config.Boolean("scale_decoder_outputs", absent: isTied) && !isEncoder;

        return new ImportedSpecification
        {
            Architecture = isEncoder ? "encoder" : "encoder-decoder",
            Vocabulary = config.Integer("vocab_size"),
            Output = isEncoder ? "hidden" : null,
            MaxLength = config.FindSize("n_positions") ?? UsualLength,
            ModelSize = size,
            EncoderLayers = layers,
            DecoderLayers = isEncoder ? 0 : decoderLayers,
            Heads = config.Integer("num_heads"),
            KeySize = config.Integer("d_kv"),
            FeedForwardSize = config.Integer("d_ff"),
            Activation = Activation(config),
            IsRmsNorm = true,
            NormEpsilon = config.FindNumber("layer_norm_epsilon") ?? 1e-6f,
            PositionalEncoding = "none",
            RelativeBias = new RelativeSettings(
                config.FindSize("relative_attention_num_buckets") ?? 32, config.FindSize("relative_attention_max_distance") ?? 128),
            AttentionScale = 1,
            LogitScale = isScaled ? (float)Math.Pow(size, -0.5) : 1,
            TieEmbeddings = isTied && !isEncoder,
            ShareEmbeddings = !isEncoder,
        };
    }

    // One key says both, and newer configurations repeat it in two others.
    private static string Activation(ConfigurationSection config)
    {
        string projection = config.FindText(Projections, "feed_forward_proj") ?? "relu";
        bool isGated = projection.StartsWith(GatedPrefix, StringComparison.Ordinal);
        string name = isGated ? projection[GatedPrefix.Length..] : projection;

        // The first published model with a gate meant the other gelu by it.
        string meant = projection == "gated-gelu" ? "gelu_new" : name;
        string activation = config.FindText(ActivationNames.All, "dense_act_fn") ?? meant;

        return config.Boolean("is_gated_act", absent: isGated) == isGated && activation == meant
            ? ActivationNames.Of(config, "feed_forward_proj", activation, isGated)
            : throw config.Unsupported("dense_act_fn");
    }

    private static ImmutableArray<TensorRule> Stack(string stack, int feedForward)
    {
        string layer = $"{stack}.layers.{{layer}}";
        string block = $"{stack}.block.{{layer}}.layer";

        return
        [
            new($"{stack}.relative_bias.weight", $"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"),
            new($"{layer}.self_attention_norm.weight", $"{block}.0.layer_norm.weight"),
            .. Attention($"{layer}.self_attention", $"{block}.0.SelfAttention"),
            new($"{layer}.feed_forward_norm.weight", $"{block}.{feedForward}.layer_norm.weight"),
            new($"{layer}.feed_forward.up.weight", $"{block}.{feedForward}.DenseReluDense.wi.weight")
            {
                Models = static model => !model.IsGated,
            },
            new($"{layer}.feed_forward.gate.weight", $"{block}.{feedForward}.DenseReluDense.wi_0.weight"),
            new($"{layer}.feed_forward.up.weight", $"{block}.{feedForward}.DenseReluDense.wi_1.weight"),
            new($"{layer}.feed_forward.down.weight", $"{block}.{feedForward}.DenseReluDense.wo.weight"),
            new($"{stack}.final_norm.weight", $"{stack}.final_layer_norm.weight"),
        ];
    }

    private static ImmutableArray<TensorRule> Attention(string target, string source) =>
    [
        new($"{target}.query.weight", $"{source}.q.weight"),
        new($"{target}.key.weight", $"{source}.k.weight"),
        new($"{target}.value.weight", $"{source}.v.weight"),
        new($"{target}.output.weight", $"{source}.o.weight"),
    ];
}
