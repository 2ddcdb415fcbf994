using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Gemma 3, its text model: norms of queries and keys for soft caps, a window in five of six layers. Gemma Team 2025.</summary>
internal static class Gemma3
{
    private const int UsualPeriod = 6;
    private const float UsualTheta = 1_000_000;
    private const float UsualLocalTheta = 10_000;

    public static readonly Family Family = new()
    {
        ModelType = "gemma3_text",
        Architectures = ["Gemma3ForCausalLM", "Gemma3TextModel"],
        ClassifierStem = "Gemma3Text",
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            .. Gemma.Common,
            .. Gemma.SandwichNorms,
            new("decoder.layers.{layer}.self_attention.query_norm.weight", "layers.{layer}.self_attn.q_norm.weight")
            {
                Added = 1,
                HasRotatedHalves = true,
            },
            new("decoder.layers.{layer}.self_attention.key_norm.weight", "layers.{layer}.self_attn.k_norm.weight")
            {
                Added = 1,
                HasRotatedHalves = true,
            },
        ],
        Dropped = Llama.Buffers,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int period = config.FindSize("sliding_window_pattern", "_sliding_window_pattern") ?? UsualPeriod;
        ImportedSpecification common = Gemma2.Specify(config, layer => (layer + 1) % period != 0);

        return common with { QueryKeyNorm = "head", Rope = ReadRope(config, common.MaxLength) };
    }

    private static RopeSettings ReadRope(ConfigurationSection config, int maxLength)
    {
        RopeSettings rope = RopeReader.Read(config, maxLength);
        float? global = RopeReader.ReadTheta(config, "full_attention") ?? config.FindNumber("rope_theta");
        float? local = RopeReader.ReadTheta(config, "sliding_attention") ?? config.FindNumber("rope_local_base_freq");

        RopeScaling? scaling = RopeReader.ReadScaling(config, "full_attention", maxLength) ?? rope.Scaling;
        RopeReader.RefuseScaling(config, "sliding_attention");
        RopeSettings settings = rope with { Theta = global ?? UsualTheta, LocalTheta = local ?? UsualLocalTheta, Scaling = scaling };

        // Only layers that see all keys are stretched; specs leave those with a theta of their own alone.
        return scaling is not null && settings.Theta == settings.LocalTheta ? throw config.Unsupported("rope_scaling") : settings;
    }
}
