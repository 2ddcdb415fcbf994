using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>
/// EXAONE 4: OLMo 2's norms, with those of queries and keys of each head; layers that see all have no positions. LG AI Research 2025.
/// </summary>
internal static class Exaone4
{
    private const int UsualPeriod = 4;
    private const float UsualEpsilon = 1e-5f;

    public static readonly Family Family = Olmo2.Family with
    {
        ModelType = "exaone4",
        Architectures = ["Exaone4ForCausalLM", "Exaone4Model"],
        ClassifierStem = "Exaone4",
        Specify = Specify,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification specification = Llama.Specify(config) with
        {
            NormEpsilon = config.FindNumber("rms_norm_eps") ?? UsualEpsilon,
            NormPlacement = "output",
            QueryKeyNorm = "head",
        };

        return WindowReader.AddWithRope(specification, config, UsualPeriod);
    }
}
