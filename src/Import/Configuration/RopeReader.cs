using System.Collections.Immutable;
using Weft.Import.Specifications;

namespace Weft.Import.Configuration;

/// <summary>
/// Reads how rope turns. Since version 5 of transformers a mapping <c>rope_parameters</c> says all of it; before, the keys stood at the
/// top and <c>rope_scaling</c> had the rest.
/// </summary>
internal static class RopeReader
{
    private const float UsualTheta = 10_000;
    private const int UsualBetaFast = 32;
    private const int UsualBetaSlow = 1;
    private static readonly ImmutableArray<string> Types = ["default", "linear", "dynamic", "llama3", "yarn"];
    private static readonly string[] ThetaKeys = ["rope_theta", "rotary_emb_base"];
    private static readonly string[] FractionKeys = ["partial_rotary_factor", "rotary_pct", "rope_pct"];

    /// <summary>The rope of all layers.</summary>
    /// <param name="config">The top of config.json.</param>
    /// <param name="maxLength">The longest sequence, which is the original one where no key says another.</param>
    /// <param name="fraction">The part of a head that is turned where no key says it.</param>
    /// <exception cref="ImportException">It turns in a way that specs have no words for.</exception>
    public static RopeSettings Read(ConfigurationSection config, int maxLength, float fraction = 1)
    {
        ConfigurationSection? parameters = config.FindSection("rope_parameters");
        ConfigurationSection? scaling = config.FindSection("rope_scaling");
        float? part = config.FindNumber(FractionKeys);

        return new RopeSettings(FindTheta(config) ?? UsualTheta)
        {
            Fraction = parameters?.FindNumber(FractionKeys) ?? part ?? fraction,
            Scaling = ReadScaling(parameters ?? scaling, maxLength),
        };
    }

    /// <summary>What frequencies are powers of, or null where no key says it.</summary>
    public static float? FindTheta(ConfigurationSection config)
    {
        float? theta = config.FindNumber(ThetaKeys);

        return config.FindSection("rope_parameters")?.FindNumber(ThetaKeys)
            ?? config.FindSection("rope_scaling")?.FindNumber(ThetaKeys)
            ?? theta;
    }

    /// <summary>The rope of one kind of layers, where each has a mapping of its own.</summary>
    public static float? ReadTheta(ConfigurationSection config, string layerType) =>
        config.FindSection("rope_parameters")?.FindSection(layerType)?.FindNumber(ThetaKeys);

    /// <summary>Checks that one kind of layers is not stretched, where each has a mapping of its own.</summary>
    /// <exception cref="ImportException">It is.</exception>
    public static void RefuseScaling(ConfigurationSection config, string layerType)
    {
        if (config.FindSection("rope_parameters")?.FindSection(layerType) is ConfigurationSection section
            && ReadScaling(section, maxLength: 0) is not null)
        {
            throw section.Unsupported("rope_type");
        }
    }

    /// <summary>How one kind of layers is stretched, where each has a mapping of its own; null where it is not.</summary>
    public static RopeScaling? ReadScaling(ConfigurationSection config, string layerType, int maxLength) =>
        ReadScaling(config.FindSection("rope_parameters")?.FindSection(layerType), maxLength);

    private static RopeScaling? ReadScaling(ConfigurationSection? section, int maxLength)
    {
        string type = section?.FindText(Types, "rope_type", "type") ?? "default";

        return section is null || type == "default" ? null : type switch
        {
            "linear" => new RopeScaling(type, Factor(section)),
            "dynamic" => new RopeScaling(type, Factor(section)) { OriginalLength = OriginalLength(section, maxLength) },
            "llama3" => ReadLlama3(section, maxLength),
            "yarn" => ReadYarn(section, maxLength),
            _ => throw section.Unsupported(section.Has("rope_type") ? "rope_type" : "type"),
        };
    }

    private static RopeScaling ReadLlama3(ConfigurationSection section, int maxLength) => new("llama3", Factor(section))
    {
        OriginalLength = OriginalLength(section, maxLength),
        LowFrequencyFactor = section.FindNumber("low_freq_factor") ?? 1,
        HighFrequencyFactor = section.FindNumber("high_freq_factor") ?? 4,
    };

    private static RopeScaling ReadYarn(ConfigurationSection section, int maxLength)
    {
        // Two more factors for the scores are DeepSeek's alone; rounding the bounds of the ramp is the rule.
        foreach (string key in (string[])["mscale", "mscale_all_dim"])
        {
            if (section.Has(key))
            {
                throw section.Unsupported(key);
            }
        }

        return !section.Boolean("truncate", absent: true) ? throw section.Unsupported("truncate") : new RopeScaling("yarn", Factor(section))
        {
            OriginalLength = OriginalLength(section, maxLength),
            BetaFast = section.FindNumber("beta_fast") ?? UsualBetaFast,
            BetaSlow = section.FindNumber("beta_slow") ?? UsualBetaSlow,
            AttentionFactor = section.FindNumber("attention_factor"),
        };
    }

    private static float Factor(ConfigurationSection section) => section.FindNumber("factor") ?? throw section.Unsupported("factor");

    private static int OriginalLength(ConfigurationSection section, int maxLength) =>
        section.FindInteger("original_max_position_embeddings") ?? maxLength;
}
