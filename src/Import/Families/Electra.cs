using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>ELECTRA: BERT, trained to tell replaced tokens. Clark et al. 2020.</summary>
internal static class Electra
{
    public static readonly Family Family = new()
    {
        ModelType = "electra",
        Architectures = ["ElectraModel", "ElectraForPreTraining", "ElectraForMaskedLM"],
        Prefixes = ["electra."],
        Specify = Specify,
        Tensors = Bert.Tensors,
        Dropped = ["embeddings.position_ids"],
        Heads =
        [
            "discriminator_predictions.dense.*", "discriminator_predictions.dense_prediction.*", "generator_predictions.dense.*",
            "generator_predictions.LayerNorm.*", "generator_lm_head.*",
        ],
    };

    // Narrow embeddings would go through a projection.
    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification bert = Bert.Specify(config);

        return (config.FindInteger("embedding_size") ?? bert.ModelSize) == bert.ModelSize ? bert : throw config.Unsupported("embedding_size");
    }
}
