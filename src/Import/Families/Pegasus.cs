namespace Weft.Import.Families;

/// <summary>PEGASUS: norms before sublayers, waves for positions. Zhang et al. 2020.</summary>
internal static class Pegasus
{
    public static readonly Family Family = new()
    {
        ModelType = "pegasus",
        Architectures = ["PegasusForConditionalGeneration", "PegasusModel"],
        Prefixes = ["model."],
        Specify = static config =>
        {
            // Keys of its first training, which say what is always so.
            config.Require("normalize_before", true);
            config.Require("add_final_layer_norm", true);
            config.Require("normalize_embedding", false);

            return Bart.Specify(config) with { NormPlacement = "pre" };
        },
        Tensors = [.. Waves.OfBothStacks, .. Bart.Tensors],
        TiedOutputs = Bart.SharedTables,
    };
}
