using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>BioGPT: OPT with gelu and scaled embeddings. Luo et al. 2022.</summary>
internal static class BioGpt
{
    private const int FirstPosition = 2;

    public static readonly Family Family = new()
    {
        ModelType = "biogpt",
        Architectures = ["BioGptForCausalLM", "BioGptModel"],
        ClassifierStem = "BioGpt",
        Prefixes = ["biogpt."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_tokens.weight"),
            new("decoder.position_embedding.weight", "embed_positions.weight"),
            .. Opt.Layers,
            new("decoder.final_norm.*", "layer_norm.*"),
            new("output.weight", "output_projection.weight"),
        ],
        TiedOutputs = ["output_projection.weight"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        // Its norms have an epsilon of their own, whatever the configuration says.
        _ = config.FindNumber("layer_norm_eps");

        return new ImportedSpecification
        {
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("max_position_embeddings"),
            FirstPosition = FirstPosition,
            ModelSize = config.Integer("hidden_size"),
            DecoderLayers = config.Integer("num_hidden_layers"),
            Heads = config.Integer("num_attention_heads"),
            FeedForwardSize = config.Integer("intermediate_size"),
            Activation = ActivationNames.Plain(config, "hidden_act", absent: "gelu"),
            NormEpsilon = 1e-5f,
            PositionalEncoding = "learned",
            Bias = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
            ScaleEmbeddings = config.Boolean("scale_embedding", absent: true),
        };
    }
}
