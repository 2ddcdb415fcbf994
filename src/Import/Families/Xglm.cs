using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>XGLM: a decoder in many languages, with fairseq's waves for positions. Lin et al. 2022.</summary>
internal static class Xglm
{
    private const int FirstPosition = 2;

    public static readonly Family Family = new()
    {
        ModelType = "xglm",
        Architectures = ["XGLMForCausalLM", "XGLMModel"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_tokens.weight"),
            Waves.OfFairseq("decoder", "embed_positions.weights", FirstPosition),
            .. Opt.Layers,
            new("decoder.final_norm.*", "layer_norm.*"),
            new("output.weight", "lm_head.weight"),
        ],
    };

    private static ImportedSpecification Specify(ConfigurationSection config) => new()
    {
        Vocabulary = config.Integer("vocab_size"),
        MaxLength = config.Integer("max_position_embeddings"),
        ModelSize = config.Integer("d_model"),
        DecoderLayers = config.Integer("num_layers", "num_hidden_layers"),
        Heads = config.Integer("attention_heads", "num_attention_heads"),
        FeedForwardSize = config.Integer("ffn_dim"),
        Activation = ActivationNames.Plain(config, "activation_function", absent: "gelu"),
        NormEpsilon = 1e-5f,
        PositionalEncoding = "learned",
        Bias = true,
        TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        ScaleEmbeddings = config.Boolean("scale_embedding", absent: true),
    };
}
