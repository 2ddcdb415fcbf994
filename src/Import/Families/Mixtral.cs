using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Mixtral: Mistral with experts. Jiang et al. 2024.</summary>
internal static class Mixtral
{
    private const int UsualCount = 8;
    private const int UsualActive = 2;
    private const float UsualEpsilon = 1e-5f;

    private const string Module = "layers.{layer}.block_sparse_moe";

    public static readonly Family Family = new()
    {
        ModelType = "mixtral",
        Architectures = ["MixtralForCausalLM", "MixtralModel"],
        ClassifierStem = "Mixtral",
        Prefixes = ["model."],
        Specify = static config => Llama.Specify(config) with
        {
            NormEpsilon = config.FindNumber("rms_norm_eps") ?? UsualEpsilon,
            Window = WindowReader.ReadEverywhere(config),
            Experts = new ExpertSettings(
                config.FindSize("num_local_experts") ?? UsualCount,
                config.FindSize("num_experts_per_tok") ?? UsualActive,
                Normalizes: true),
        },
        Tensors =
        [
            .. Llama.Outside, .. Llama.AttentionProjections, .. Llama.PreNorms,
            .. Experts.Named($"{Module}.gate", $"{Module}.experts", gate: "w1", up: "w3", down: "w2"),
        ],
        Dropped = Llama.Buffers,
    };
}
