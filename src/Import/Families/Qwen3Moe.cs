using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Qwen 3 with experts: a norm of each head's queries and keys. Yang et al. 2025.</summary>
internal static class Qwen3Moe
{
    private const int UsualCount = 128;
    private const int UsualActive = 8;
    private const int UsualColumns = 768;

    public static readonly Family Family = new()
    {
        ModelType = "qwen3_moe",
        Architectures = ["Qwen3MoeForCausalLM", "Qwen3MoeModel"],
        ClassifierStem = "Qwen3Moe",
        Prefixes = ["model."],
        Specify = static config =>
        {
            bool bias = config.Boolean("attention_bias", absent: false);
            Experts.RequireEverywhere(config);

            return Llama.Specify(config) with
            {
                FeedForwardSize = config.FindSize("moe_intermediate_size") ?? UsualColumns,
                Experts = Experts.Read(config, UsualCount, UsualActive),
                QueryKeyNorm = "head",
                QueryKeyValueBias = bias,
                AttentionOutputBias = bias,
                Window = ReadWindow(config),
            };
        },
        Tensors = [.. Llama.Outside, .. Llama.AttentionProjections, .. Llama.QueryKeyNorms, .. Llama.PreNorms, .. Experts.Tensors],
        Dropped = Llama.Buffers,
    };

    // One window for all layers, if any; the key that said which layers have it is no longer read there.
    private static WindowSettings? ReadWindow(ConfigurationSection config)
    {
        _ = config.FindInteger("max_window_layers");
        WindowSettings? window = WindowReader.ReadEverywhere(config);

        return config.Boolean("use_sliding_window", absent: false) ? window : null;
    }
}
