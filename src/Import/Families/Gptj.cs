using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>GPT-J: sublayers side by side behind one norm, rope over neighbours. Wang and Komatsuzaki 2021.</summary>
internal static class Gptj
{
    private const int UsualRotaryColumns = 64;

    public static readonly Family Family = new()
    {
        ModelType = "gptj",
        Architectures = ["GPTJForCausalLM", "GPTJModel"],
        ClassifierStem = "GPTJ",
        Prefixes = ["transformer."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "wte.weight"),
            new("decoder.layers.{layer}.self_attention_norm.*", "h.{layer}.ln_1.*"),
            new("decoder.layers.{layer}.self_attention.query.*", "h.{layer}.attn.q_proj.*"),
            new("decoder.layers.{layer}.self_attention.key.*", "h.{layer}.attn.k_proj.*"),
            new("decoder.layers.{layer}.self_attention.value.*", "h.{layer}.attn.v_proj.*"),
            new("decoder.layers.{layer}.self_attention.output.*", "h.{layer}.attn.out_proj.*"),
            new("decoder.layers.{layer}.feed_forward.up.*", "h.{layer}.mlp.fc_in.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "h.{layer}.mlp.fc_out.*"),
            new("decoder.final_norm.*", "ln_f.*"),
            new("output.*", "lm_head.*"),
        ],
        Dropped = ["h.{layer}.attn.bias", "h.{layer}.attn.masked_bias", "h.{layer}.attn.embed_positions"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("n_embd", "hidden_size");
        int heads = config.Integer("n_head", "num_attention_heads");
        int maxLength = config.Integer("n_positions", "max_position_embeddings");
        float fraction = (config.FindSize("rotary_dim") ?? UsualRotaryColumns) / (float)(size / heads);

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = maxLength,
            ModelSize = size,
            DecoderLayers = config.Integer("n_layer", "num_hidden_layers"),
            Heads = heads,
            FeedForwardSize = config.FindSize("n_inner") ?? 4 * size,
            Activation = ActivationNames.Plain(config, "activation_function", absent: "gelu_new"),
            NormEpsilon = config.FindNumber("layer_norm_epsilon") ?? 1e-5f,
            ParallelSublayers = "one_norm",
            PositionalEncoding = "rope",
            Rope = RopeReader.Read(config, maxLength, fraction),
            FeedForwardBias = true,
            OutputBias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: false),
        };
    }
}
