using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Blenderbot: BART with norms before sublayers and none of the embeddings. Roller et al. 2021.</summary>
internal static class Blenderbot
{
    public static readonly Family Family = new()
    {
        ModelType = "blenderbot",
        Architectures = ["BlenderbotForConditionalGeneration", "BlenderbotModel"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors = Bart.Tensors,
        TiedOutputs = Bart.SharedTables,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        // Keys of its first training, which say what is always so.
        config.Require("normalize_before", true);
        config.Require("add_final_layer_norm", true);
        config.Require("normalize_embedding", false);

        return Bart.Specify(config) with { NormPlacement = "pre" };
    }
}
