using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>GPT-NeoX and Pythia: sublayers side by side, each behind its norm; projections fused by heads. Black et al. 2022.</summary>
internal static class GptNeoX
{
    private const float UsualFraction = 0.25f;

    public static readonly Family Family = new()
    {
        ModelType = "gpt_neox",
        Architectures = ["GPTNeoXForCausalLM", "GPTNeoXModel"],
        ClassifierStem = "GPTNeoX",
        Prefixes = ["gpt_neox."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_in.weight"),
            new("decoder.layers.{layer}.self_attention_norm.*", "layers.{layer}.input_layernorm.*"),
            .. FusedProjections.QueryKeyValue(
                "layers.{layer}.attention.query_key_value.*", Fusion.QueryKeyValueGroups, hasRotatedHalves: true),
            new("decoder.layers.{layer}.self_attention.output.*", "layers.{layer}.attention.dense.*"),
            new("decoder.layers.{layer}.feed_forward_norm.*", "layers.{layer}.post_attention_layernorm.*"),
            new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.dense_h_to_4h.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.dense_4h_to_h.*"),
            new("decoder.final_norm.*", "final_layer_norm.*"),
            new("output.weight", "embed_out.weight"),
            new("output.weight", "lm_head.weight"),
        ],
        Dropped = ["layers.{layer}.attention.bias", "layers.{layer}.attention.masked_bias", "layers.{layer}.attention.rotary_emb.inv_freq"],
        TiedOutputs = ["embed_out.weight", "lm_head.weight"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int maxLength = config.Integer("max_position_embeddings");
        bool attentionBias = config.Boolean("attention_bias", absent: true);

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = maxLength,
            ModelSize = config.Integer("hidden_size"),
            DecoderLayers = config.Integer("num_hidden_layers"),
            Heads = config.Integer("num_attention_heads"),
            FeedForwardSize = config.Integer("intermediate_size"),
            Activation = ActivationNames.Plain(config, "hidden_act", absent: "gelu"),
            NormEpsilon = config.FindNumber("layer_norm_eps") ?? 1e-5f,
            ParallelSublayers = config.Boolean("use_parallel_residual", absent: true) ? "two_norms" : "none",
            PositionalEncoding = "rope",
            Rope = RopeReader.Read(config, maxLength, UsualFraction),
            QueryKeyValueBias = attentionBias,
            AttentionOutputBias = attentionBias,
            FeedForwardBias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: false),
        };
    }
}
