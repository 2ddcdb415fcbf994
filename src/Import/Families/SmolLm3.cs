using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>SmolLM 3: Llama that leaves every fourth layer without positions. Bakouch et al. 2025.</summary>
internal static class SmolLm3
{
    private const int UsualInterval = 4;
    private const float UsualTheta = 2_000_000;

    public static readonly Family Family = Llama.Family with
    {
        ModelType = "smollm3",
        Architectures = ["SmolLM3ForCausalLM", "SmolLM3Model"],
        ClassifierStem = "SmolLM3",
        Specify = Specify,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification llama = Llama.Family.Specify(config);
        int interval = config.FindSize("no_rope_layer_interval") ?? UsualInterval;
        ImmutableArray<int> turned = config.Integers("no_rope_layers");
        bool[] pattern = !turned.IsEmpty
            ? [.. turned.Take(llama.DecoderLayers).Select(static layer => layer != 0)]
            : [.. Enumerable.Range(1, llama.DecoderLayers).Select(layer => layer % interval != 0)];

        if (pattern.Length < llama.DecoderLayers)
        {
            throw config.Unsupported("no_rope_layers");
        }

        bool hasWindow = config.Boolean("use_sliding_window", absent: false);
        WindowSettings? window = WindowReader.Read(config, llama.DecoderLayers, layer => hasWindow && !pattern[layer]);

        return llama with
        {
            Rope = llama.Rope! with { Theta = RopeReader.FindTheta(config) ?? UsualTheta },
            RopePattern = LayerPattern.Shortest(pattern),
            Window = window,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }
}
