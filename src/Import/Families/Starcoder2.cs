using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>StarCoder 2: layer norms, rope, biases everywhere, a window. Lozhkov et al. 2024.</summary>
internal static class Starcoder2
{
    public static readonly Family Family = new()
    {
        ModelType = "starcoder2",
        Architectures = ["Starcoder2ForCausalLM", "Starcoder2Model"],
        ClassifierStem = "Starcoder2",
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            .. Llama.Outside,
            .. Llama.AttentionProjections,
            .. Llama.PreNorms,
            new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.c_fc.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.c_proj.*"),
        ],
        Dropped = Llama.Buffers,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification llama = Llama.Specify(config, ActivationNames.Plain(config, "hidden_act", absent: "gelu_pytorch_tanh"));

        return llama with
        {
            IsRmsNorm = false,
            NormEpsilon = config.FindNumber("norm_epsilon") ?? 1e-5f,
            Window = WindowReader.ReadEverywhere(config),
            Bias = config.Boolean("use_bias", absent: true),
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }
}
