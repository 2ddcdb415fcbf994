using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Falcon: rope, one head of keys or groups of heads, sublayers side by side. Almazrouei et al. 2023.</summary>
internal static class Falcon
{
    private const int UsualMaxLength = 2048;

    public static readonly Family Family = new()
    {
        ModelType = "falcon",
        Architectures = ["FalconForCausalLM", "FalconModel"],
        ClassifierStem = "Falcon",
        Prefixes = ["transformer."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "word_embeddings.weight"),
            new("decoder.layers.{layer}.self_attention_norm.*", "h.{layer}.ln_attn.*") { Models = HasTwoNorms },
            new("decoder.layers.{layer}.self_attention_norm.*", "h.{layer}.input_layernorm.*"),
            .. FusedProjections.QueryKeyValue(
                "h.{layer}.self_attention.query_key_value.*", Fusion.QueryKeyValueGroups, hasRotatedHalves: true),
            new("decoder.layers.{layer}.self_attention.output.*", "h.{layer}.self_attention.dense.*"),
            new("decoder.layers.{layer}.feed_forward_norm.*", "h.{layer}.ln_mlp.*") { Models = HasTwoNorms },
            new("decoder.layers.{layer}.feed_forward_norm.*", "h.{layer}.post_attention_layernorm.*"),
            new("decoder.layers.{layer}.feed_forward.up.*", "h.{layer}.mlp.dense_h_to_4h.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "h.{layer}.mlp.dense_4h_to_h.*"),
            new("decoder.final_norm.*", "ln_f.*"),
            new("output.weight", "lm_head.weight"),
        ],
        Dropped = ["h.{layer}.self_attention.rotary_emb.inv_freq", "h.{layer}.self_attention.maybe_rotary.inv_freq"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("hidden_size");
        int heads = config.Integer("num_attention_heads", "n_head");
        int maxLength = config.FindSize("max_position_embeddings") ?? UsualMaxLength;

        // Its biases of ALiBi are scaled together with the scores, unlike anybody else's.
        return config.Boolean("alibi", absent: false) ? throw config.Unsupported("alibi") : new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = maxLength,
            ModelSize = size,
            DecoderLayers = config.Integer("num_hidden_layers", "n_layer"),
            Heads = heads,
            KeyValueHeads = ReadKeyValueHeads(config, heads),
            FeedForwardSize = config.FindSize("ffn_hidden_size") ?? 4 * size,
            Activation = ActivationNames.Plain(config, "activation", absent: "gelu"),
            NormEpsilon = config.FindNumber("layer_norm_epsilon") ?? 1e-5f,
            ParallelSublayers = ReadSublayers(config),
            PositionalEncoding = "rope",
            Rope = RopeReader.Read(config, maxLength),
            Bias = config.Boolean("bias", absent: false),
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }

    private static bool HasTwoNorms(ImportedSpecification model) => model.ParallelSublayers == "two_norms";

    private static int ReadKeyValueHeads(ConfigurationSection config, int heads)
    {
        int groups = config.FindSize("num_kv_heads", "n_head_kv") ?? heads;
        bool isMultiQuery = config.Boolean("multi_query", absent: true);

        return config.Boolean("new_decoder_architecture", absent: false) ? groups : isMultiQuery ? 1 : heads;
    }

    private static string ReadSublayers(ConfigurationSection config)
    {
        bool isParallel = config.Boolean("parallel_attn", absent: true);
        int norms = config.FindInteger("num_ln_in_parallel_attn") ?? 2;

        return config.Boolean("new_decoder_architecture", absent: false)
            ? norms == 2 ? "two_norms" : "one_norm"
            : isParallel ? "one_norm" : "none";
    }
}
