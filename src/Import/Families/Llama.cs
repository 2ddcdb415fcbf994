using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>
/// Llama: root mean square norms, rope, a gated feed-forward network, no biases. Touvron et al. 2023. Many families vary it.
/// </summary>
internal static class Llama
{
    public static readonly Family Family = new()
    {
        ModelType = "llama",
        Architectures = ["LlamaForCausalLM", "LlamaModel"],
        ClassifierStem = "Llama",
        Prefixes = ["model."],
        Specify = static config =>
        {
            bool bias = config.Boolean("attention_bias", absent: false);

            return Specify(config) with
            {
                QueryKeyValueBias = bias,
                AttentionOutputBias = bias,
                FeedForwardBias = config.Boolean("mlp_bias", absent: false),
            };
        },
        Tensors = Tensors,
        Dropped = Buffers,
    };

    /// <summary>Wave lengths that old files carry.</summary>
    public static ImmutableArray<string> Buffers => ["layers.{layer}.self_attn.rotary_emb.inv_freq"];

    /// <summary>Where its files hold the parameters.</summary>
    public static ImmutableArray<TensorRule> Tensors => [.. Outside, .. AttentionProjections, .. GatedProjections, .. PreNorms];

    public static ImmutableArray<TensorRule> Outside =>
    [
        new("decoder.token_embedding.weight", "embed_tokens.weight"),
        new("decoder.final_norm.*", "norm.*"),
        new("output.*", "lm_head.*"),
    ];

    public static ImmutableArray<TensorRule> AttentionProjections =>
    [
        new("decoder.layers.{layer}.self_attention.query.*", "layers.{layer}.self_attn.q_proj.*") { HasRotatedHalves = true },
        new("decoder.layers.{layer}.self_attention.key.*", "layers.{layer}.self_attn.k_proj.*") { HasRotatedHalves = true },
        new("decoder.layers.{layer}.self_attention.value.*", "layers.{layer}.self_attn.v_proj.*"),
        new("decoder.layers.{layer}.self_attention.output.*", "layers.{layer}.self_attn.o_proj.*"),
    ];

    /// <summary>The same where rope pairs neighbours, as here.</summary>
    public static ImmutableArray<TensorRule> NeighbourProjections =>
        [.. AttentionProjections.Select(static rule => rule with { HasRotatedHalves = false })];

    public static ImmutableArray<TensorRule> QueryKeyNorms =>
    [
        new("decoder.layers.{layer}.self_attention.query_norm.*", "layers.{layer}.self_attn.q_norm.*") { HasRotatedHalves = true },
        new("decoder.layers.{layer}.self_attention.key_norm.*", "layers.{layer}.self_attn.k_norm.*") { HasRotatedHalves = true },
    ];

    public static ImmutableArray<TensorRule> GatedProjections =>
    [
        new("decoder.layers.{layer}.feed_forward.gate.*", "layers.{layer}.mlp.gate_proj.*"),
        new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.up_proj.*"),
        new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.down_proj.*"),
    ];

    public static ImmutableArray<TensorRule> PreNorms =>
    [
        new("decoder.layers.{layer}.self_attention_norm.*", "layers.{layer}.input_layernorm.*"),
        new("decoder.layers.{layer}.feed_forward_norm.*", "layers.{layer}.post_attention_layernorm.*"),
    ];

    /// <summary>The part of the configuration that all its relatives have, under the same keys.</summary>
    public static ImportedSpecification Specify(ConfigurationSection config) =>
        Specify(config, ActivationNames.Gated(config, absent: "silu", "hidden_act"));

    /// <summary>The same with another activation.</summary>
    public static ImportedSpecification Specify(ConfigurationSection config, string activation)
    {
        int maxLength = config.Integer("max_position_embeddings");

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = maxLength,
            ModelSize = config.Integer("hidden_size"),
            DecoderLayers = config.Integer("num_hidden_layers"),
            Heads = config.Integer("num_attention_heads"),
            KeyValueHeads = config.FindSize("num_key_value_heads"),
            KeySize = config.FindSize("head_dim"),
            FeedForwardSize = config.Integer("intermediate_size"),
            Activation = activation,
            IsRmsNorm = true,
            NormEpsilon = config.FindNumber("rms_norm_eps") ?? 1e-6f,
            PositionalEncoding = "rope",
            Rope = RopeReader.Read(config, maxLength),
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: false),
        };
    }
}
