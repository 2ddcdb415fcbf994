using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>StableLM: Llama with layer norms and rope over a part of each head. Bellagente et al. 2024.</summary>
internal static class StableLm
{
    private const float UsualFraction = 0.25f;

    public static readonly Family Family = new()
    {
        ModelType = "stablelm",
        Architectures = ["StableLmForCausalLM", "StableLmModel"],
        ClassifierStem = "StableLm",
        Prefixes = ["model."],
        Specify = Specify,
        Tensors = Llama.Tensors,
        Dropped = Llama.Buffers,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification llama = Llama.Specify(config);

        return llama with
        {
            IsRmsNorm = false,
            NormEpsilon = config.FindNumber("layer_norm_eps") ?? 1e-5f,
            ParallelSublayers = config.Boolean("use_parallel_residual", absent: false) ? "one_norm" : "none",
            Rope = RopeReader.Read(config, llama.MaxLength, UsualFraction),
            QueryKeyValueBias = config.Boolean("use_qkv_bias", absent: false),
        };
    }
}
