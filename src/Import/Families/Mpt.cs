using System.Numerics;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>MPT: ALiBi, no biases anywhere. MosaicML 2023.</summary>
internal static class Mpt
{
    private const float UsualLargestBias = 8;

    public static readonly Family Family = new()
    {
        ModelType = "mpt",
        Architectures = ["MptForCausalLM", "MPTForCausalLM", "MptModel"],
        ClassifierStem = "Mpt",
        Prefixes = ["transformer."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "wte.weight"),
            new("decoder.layers.{layer}.self_attention_norm.weight", "blocks.{layer}.norm_1.weight"),
            .. FusedProjections.QueryKeyValue("blocks.{layer}.attn.Wqkv.*", Fusion.QueryKeyValueBlocks),
            new("decoder.layers.{layer}.self_attention.output.*", "blocks.{layer}.attn.out_proj.*"),
            new("decoder.layers.{layer}.feed_forward_norm.weight", "blocks.{layer}.norm_2.weight"),
            new("decoder.layers.{layer}.feed_forward.up.*", "blocks.{layer}.ffn.up_proj.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "blocks.{layer}.ffn.down_proj.*"),
            new("decoder.final_norm.weight", "norm_f.weight"),
            new("output.weight", "lm_head.weight"),
        ],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("d_model");
        int heads = config.Integer("n_heads");
        float? scale = ReadAttention(config.FindSection("attn_config"));

        // For a number of heads that is no power of two its slopes come in another order.
        return !BitOperations.IsPow2(heads) ? throw config.Unsupported("n_heads") : new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("max_seq_len"),
            ModelSize = size,
            DecoderLayers = config.Integer("n_layers"),
            Heads = heads,
            FeedForwardSize = (config.FindSize("expansion_ratio") ?? 4) * size,
            Activation = "gelu",
            NormEpsilon = config.FindNumber("layer_norm_epsilon") ?? 1e-5f,
            NormBias = false,
            PositionalEncoding = "alibi",
            AttentionScale = scale,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }

    // What scores are multiplied by; the rest of the mapping has to say what the specification says.
    private static float? ReadAttention(ConfigurationSection? attention)
    {
        if (attention is null)
        {
            return null;
        }

        return !attention.Boolean("alibi", absent: true) ? throw attention.Unsupported("alibi")
            : attention.FindNumber("alibi_bias_max") is not (null or UsualLargestBias) ? throw attention.Unsupported("alibi_bias_max")
            : attention.FindNumber("softmax_scale");
    }
}
