namespace Weft.Import.Families;

/// <summary>OLMoE: experts, and norms of queries and keys over all heads. Muennighoff et al. 2024.</summary>
internal static class Olmoe
{
    private const int UsualCount = 64;
    private const int UsualActive = 8;
    private const float UsualEpsilon = 1e-5f;

    public static readonly Family Family = new()
    {
        ModelType = "olmoe",
        Architectures = ["OlmoeForCausalLM", "OlmoeModel"],
        Prefixes = ["model."],
        Specify = static config =>
        {
            bool bias = config.Boolean("attention_bias", absent: false);

            return Llama.Specify(config) with
            {
                NormEpsilon = config.FindNumber("rms_norm_eps") ?? UsualEpsilon,
                Experts = Experts.Read(config, UsualCount, UsualActive),
                QueryKeyNorm = "all",
                QueryKeyValueBias = bias,
                AttentionOutputBias = bias,
            };
        },
        Tensors = [.. Llama.Outside, .. Llama.AttentionProjections, .. Llama.QueryKeyNorms, .. Llama.PreNorms, .. Experts.Tensors],
        Dropped = Llama.Buffers,
    };
}
