using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>The first GPT: norms behind sublayers, none at the end. Radford et al. 2018.</summary>
internal static class OpenAiGpt
{
    public static readonly Family Family = new()
    {
        ModelType = "openai-gpt",
        Architectures = ["OpenAIGPTLMHeadModel", "OpenAIGPTModel"],
        ClassifierStem = "OpenAIGPT",
        Prefixes = ["transformer."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "tokens_embed.weight"),
            new("decoder.position_embedding.weight", "positions_embed.weight"),
            .. Gpt2.Norms,
            .. Gpt2.TransposedProjections,
            new("output.weight", "lm_head.weight"),
        ],
        Dropped = ["h.{layer}.attn.bias", "position_ids"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification gpt2 = Gpt2.Specify(config, absentActivation: "gelu_new");
        string activation = config.FindText(ActivationNames.All, "afn") ?? "gelu";

        return gpt2 with
        {
            // What it calls gelu is the approximation.
            Activation = activation is "gelu" or "gelu_new" ? "gelu_tanh" : ActivationNames.Plain(config, "afn", absent: "gelu_new"),
            NormPlacement = "post",
        };
    }
}
