namespace Weft.Import.Families;

/// <summary>Qwen 3: Llama with a norm of each head's queries and keys. Yang et al. 2025.</summary>
internal static class Qwen3
{
    private const int UsualHeadColumns = 128;

    public static readonly Family Family = new()
    {
        ModelType = "qwen3",
        Architectures = ["Qwen3ForCausalLM", "Qwen3Model"],
        ClassifierStem = "Qwen3",
        Prefixes = ["model."],
        Specify = static config =>
        {
            bool bias = config.Boolean("attention_bias", absent: false);

            return Llama.Specify(config) with
            {
                KeySize = config.FindSize("head_dim") ?? UsualHeadColumns,
                QueryKeyNorm = "head",
                QueryKeyValueBias = bias,
                AttentionOutputBias = bias,
                Window = Qwen2.ReadWindow(config),
            };
        },
        Tensors = [.. Llama.Tensors, .. Llama.QueryKeyNorms],
        Dropped = Llama.Buffers,
    };
}
