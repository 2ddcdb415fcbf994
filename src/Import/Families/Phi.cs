using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Phi 1 to 2: sublayers side by side behind one norm, biases everywhere. Gunasekar et al. 2023.</summary>
internal static class Phi
{
    private const float UsualFraction = 0.5f;

    public static readonly Family Family = new()
    {
        ModelType = "phi",
        Architectures = ["PhiForCausalLM", "PhiModel"],
        ClassifierStem = "Phi",
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_tokens.weight"),
            new("decoder.layers.{layer}.self_attention_norm.*", "layers.{layer}.input_layernorm.*"),
            new("decoder.layers.{layer}.self_attention.output.*", "layers.{layer}.self_attn.dense.*"),
            .. Llama.AttentionProjections,
            .. QueryKeyNorms,
            new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.fc1.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.fc2.*"),
            new("decoder.final_norm.*", "final_layernorm.*"),
            new("output.*", "lm_head.*"),
        ],
        Dropped = Llama.Buffers,
    };

    /// <summary>Norms of each head's queries and keys.</summary>
    public static ImmutableArray<TensorRule> QueryKeyNorms =>
    [
        new("decoder.layers.{layer}.self_attention.query_norm.*", "layers.{layer}.self_attn.q_layernorm.*") { HasRotatedHalves = true },
        new("decoder.layers.{layer}.self_attention.key_norm.*", "layers.{layer}.self_attn.k_layernorm.*") { HasRotatedHalves = true },
    ];

    private static ImportedSpecification Specify(ConfigurationSection config)
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
            FeedForwardSize = config.Integer("intermediate_size"),
            Activation = ActivationNames.Plain(config, "hidden_act", absent: "gelu_new"),
            NormEpsilon = config.FindNumber("layer_norm_eps") ?? 1e-5f,
            QueryKeyNorm = config.Boolean("qk_layernorm", absent: false) ? "head" : "none",
            ParallelSublayers = "one_norm",
            PositionalEncoding = "rope",
            Rope = RopeReader.Read(config, maxLength, UsualFraction),
            Bias = true,
            OutputBias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: false),
        };
    }
}
