using Weft.Import.Configuration;

namespace Weft.Import.Families;

/// <summary>mBART: BART with norms before sublayers and at the end of both stacks. Liu et al. 2020.</summary>
internal static class Mbart
{
    private const int FirstPosition = 2;

    public static readonly Family Family = new()
    {
        ModelType = "mbart",
        Architectures = ["MBartForConditionalGeneration", "MBartModel"],
        Prefixes = ["model."],
        Specify = static config =>
        {
            // Keys of its first training, which say what is always so.
            config.Require("normalize_before", true);
            config.Require("add_final_layer_norm", true);
            config.Require("normalize_embedding", true);

            return Bart.Specify(config) with { NormPlacement = "pre", FirstPosition = FirstPosition, EmbeddingNorm = true };
        },
        Tensors = Bart.Tensors,
        TiedOutputs = Bart.SharedTables,
    };
}
