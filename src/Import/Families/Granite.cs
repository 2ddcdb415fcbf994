using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Granite: Llama with four multipliers. Granite Team 2024.</summary>
internal static class Granite
{
    public static readonly Family Family = new()
    {
        ModelType = "granite",
        Architectures = ["GraniteForCausalLM", "GraniteModel"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors = Llama.Tensors,
        Dropped = Llama.Buffers,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        bool bias = config.Boolean("attention_bias", absent: false);

        return Llama.Specify(config) with
        {
            AttentionScale = config.FindNumber("attention_multiplier") ?? 1,
            LogitScale = 1 / (config.FindNumber("logits_scaling") ?? 1),
            EmbeddingScale = config.FindNumber("embedding_multiplier") ?? 1,
            ResidualScale = config.FindNumber("residual_multiplier") ?? 1,
            QueryKeyValueBias = bias,
            AttentionOutputBias = bias,
            FeedForwardBias = config.Boolean("mlp_bias", absent: false),
        };
    }
}
