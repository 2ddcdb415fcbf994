using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Qwen 2 with experts, one of them shared by all positions behind a gate. Yang et al. 2024.</summary>
internal static class Qwen2Moe
{
    private const int UsualCount = 60;
    private const int UsualActive = 4;
    private const int UsualColumns = 1408;
    private const int UsualSharedColumns = 5632;

    public static readonly Family Family = new()
    {
        ModelType = "qwen2_moe",
        Architectures = ["Qwen2MoeForCausalLM", "Qwen2MoeModel"],
        ClassifierStem = "Qwen2Moe",
        Prefixes = ["model."],
        Specify = static config =>
        {
            Experts.RequireEverywhere(config);

            return Llama.Specify(config) with
            {
                FeedForwardSize = config.FindSize("moe_intermediate_size") ?? UsualColumns,
                Experts = Experts.Read(config, UsualCount, UsualActive) with
                {
                    SharedSize = config.FindSize("shared_expert_intermediate_size") ?? UsualSharedColumns,
                    HasSharedGate = true,
                },
                QueryKeyValueBias = config.Boolean("qkv_bias", absent: true),
                Window = ReadWindow(config),
            };
        },
        Tensors = [.. Llama.Outside, .. Llama.AttentionProjections, .. Llama.PreNorms, .. Experts.Tensors, .. Experts.Shared],
        Dropped = Llama.Buffers,
    };

    // Which layers have a window has meant one thing and another; a list of them is plain.
    private static WindowSettings? ReadWindow(ConfigurationSection config)
    {
        _ = config.FindInteger("max_window_layers");
        bool hasList = !config.Texts("layer_types").IsEmpty;
        WindowSettings? window = WindowReader.Read(config, config.Integer("num_hidden_layers"), static _ => false);

        return !config.Boolean("use_sliding_window", absent: false) ? null
            : hasList ? window
            : throw config.Unsupported("use_sliding_window");
    }
}
