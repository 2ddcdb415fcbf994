using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>BLOOM: ALiBi, a norm behind the embeddings, projections fused by heads. Le Scao et al. 2022.</summary>
internal static class Bloom
{
    /// <summary>ALiBi has no longest sequence; this is what the models were trained with.</summary>
    private const int UsualMaxLength = 2048;

    public static readonly Family Family = new()
    {
        ModelType = "bloom",
        Architectures = ["BloomForCausalLM", "BloomModel"],
        ClassifierStem = "Bloom",
        Prefixes = ["transformer."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "word_embeddings.weight"),
            new("decoder.embedding_norm.*", "word_embeddings_layernorm.*"),
            new("decoder.layers.{layer}.self_attention_norm.*", "h.{layer}.input_layernorm.*"),
            .. FusedProjections.QueryKeyValue("h.{layer}.self_attention.query_key_value.*", Fusion.QueryKeyValueGroups),
            new("decoder.layers.{layer}.self_attention.output.*", "h.{layer}.self_attention.dense.*"),
            new("decoder.layers.{layer}.feed_forward_norm.*", "h.{layer}.post_attention_layernorm.*"),
            new("decoder.layers.{layer}.feed_forward.up.*", "h.{layer}.mlp.dense_h_to_4h.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "h.{layer}.mlp.dense_4h_to_h.*"),
            new("decoder.final_norm.*", "ln_f.*"),
            new("output.weight", "lm_head.weight"),
        ],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("hidden_size", "n_embed");

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.FindSize("seq_length") ?? UsualMaxLength,
            ModelSize = size,
            DecoderLayers = config.Integer("n_layer", "num_hidden_layers"),
            Heads = config.Integer("n_head", "num_attention_heads"),
            FeedForwardSize = 4 * size,
            Activation = "gelu_tanh",
            NormEpsilon = config.FindNumber("layer_norm_epsilon") ?? 1e-5f,
            EmbeddingNorm = true,
            PositionalEncoding = "alibi",
            Bias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }
}
