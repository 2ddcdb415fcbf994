using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>OLMo 3: OLMo 2 with a window in three of four layers. OLMo Team 2025.</summary>
internal static class Olmo3
{
    private const int UsualPeriod = 4;

    public static readonly Family Family = Olmo2.Family with
    {
        ModelType = "olmo3",
        Architectures = ["Olmo3ForCausalLM", "Olmo3Model"],
        Specify = Specify,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification olmo = Olmo2.Family.Specify(config);

        // Only layers that see all keys are stretched, which specs have no words for where their theta is that of the others.
        return olmo.Rope?.Scaling is not null
            ? throw config.Unsupported(config.Has("rope_scaling") ? "rope_scaling" : "rope_parameters")
            : olmo with { Window = WindowReader.Read(config, olmo.DecoderLayers, static layer => (layer + 1) % UsualPeriod != 0) };
    }
}
