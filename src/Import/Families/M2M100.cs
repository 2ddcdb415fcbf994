using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>M2M-100, and NLLB with it: norms before sublayers, fairseq's waves for positions. Fan et al. 2021.</summary>
internal static class M2M100
{
    private const int UsualPaddingToken = 1;

    public static readonly Family Family = new()
    {
        ModelType = "m2m_100",
        Architectures = ["M2M100ForConditionalGeneration", "M2M100Model"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            Waves.OfFairseq("encoder", "encoder.embed_positions.weights", UsualPaddingToken + 1),
            Waves.OfFairseq("decoder", "decoder.embed_positions.weights", UsualPaddingToken + 1),
            .. Bart.Tensors,
        ],
        TiedOutputs = Bart.SharedTables,
    };

    private static ImportedSpecification Specify(ConfigurationSection config) =>
        config.FindInteger("pad_token_id") is not (null or UsualPaddingToken)
            ? throw config.Unsupported("pad_token_id")
            : Bart.Specify(config) with { NormPlacement = "pre", OutputBias = false };
}
