using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>GPT-Neo: GPT-2 without scaling of scores, a window in every other layer. Black et al. 2021.</summary>
internal static class GptNeo
{
    private const int UsualWindow = 256;

    public static readonly Family Family = new()
    {
        ModelType = "gpt_neo",
        Architectures = ["GPTNeoForCausalLM", "GPTNeoModel"],
        ClassifierStem = "GPTNeo",
        Prefixes = ["transformer."],
        Specify = Specify,
        Tensors =
        [
            .. Gpt2.Outside,
            .. Gpt2.Norms,
            new("decoder.layers.{layer}.self_attention.query.*", "h.{layer}.attn.attention.q_proj.*"),
            new("decoder.layers.{layer}.self_attention.key.*", "h.{layer}.attn.attention.k_proj.*"),
            new("decoder.layers.{layer}.self_attention.value.*", "h.{layer}.attn.attention.v_proj.*"),
            new("decoder.layers.{layer}.self_attention.output.*", "h.{layer}.attn.attention.out_proj.*"),
            new("decoder.layers.{layer}.feed_forward.up.*", "h.{layer}.mlp.c_fc.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "h.{layer}.mlp.c_proj.*"),
        ],
        Dropped = ["h.{layer}.attn.attention.bias", "h.{layer}.attn.attention.masked_bias"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("hidden_size");
        int layers = config.Integer("num_layers", "num_hidden_layers");
        IReadOnlyList<bool> pattern = ReadLayers(config, layers);

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("max_position_embeddings"),
            ModelSize = size,
            DecoderLayers = layers,
            Heads = config.Integer("num_heads", "num_attention_heads"),
            FeedForwardSize = config.FindSize("intermediate_size") ?? 4 * size,
            Activation = ActivationNames.Plain(config, "activation_function", absent: "gelu_new"),
            NormEpsilon = config.FindNumber("layer_norm_epsilon") ?? 1e-5f,
            PositionalEncoding = "learned",
            AttentionScale = 1,
            Window = WindowSettings.Of(config.FindSize("window_size") ?? UsualWindow, pattern),
            AttentionOutputBias = true,
            FeedForwardBias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }

    // The list of layers; another key has the same as a list of repetitions.
    private static IReadOnlyList<bool> ReadLayers(ConfigurationSection config, int layers)
    {
        ImmutableArray<string> types = config.Texts("attention_layers", "local", "global");
        _ = config.Has("attention_types");

        return types.Length == layers && types.All(static type => type is "global" or "local")
            ? [.. types.Select(static type => type == "local")]
            : throw config.Unsupported("attention_layers");
    }
}
