using System.Collections.Immutable;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>ERNIE 4.5 and Helium: Llama with rope over neighbours. Baidu 2025, Kyutai 2025.</summary>
internal static class Ernie
{
    public static readonly Family Family = new()
    {
        ModelType = "ernie4_5",
        Architectures = ["Ernie4_5ForCausalLM", "Ernie4_5Model"],
        Prefixes = ["model."],
        Specify = static config => Llama.Specify(config) with
        {
            NormEpsilon = config.FindNumber("rms_norm_eps") ?? 1e-5f,
            Bias = config.Boolean("use_bias", absent: false),
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        },
        Tensors = Tensors,
        Dropped = Llama.Buffers,
    };

    public static readonly Family Helium = new()
    {
        ModelType = "helium",
        Architectures = ["HeliumForCausalLM", "HeliumModel"],
        ClassifierStem = "Helium",
        Prefixes = ["model."],
        Specify = static config => Llama.Specify(config) with
        {
            NormEpsilon = config.FindNumber("rms_norm_eps") ?? 1e-8f,
            QueryKeyValueBias = config.Boolean("attention_bias", absent: false),
            FeedForwardBias = config.Boolean("mlp_bias", absent: false),
        },
        Tensors = Tensors,
        Dropped = Llama.Buffers,
    };

    private static ImmutableArray<TensorRule> Tensors =>
        [.. Llama.Outside, .. Llama.NeighbourProjections, .. Llama.GatedProjections, .. Llama.PreNorms];
}
