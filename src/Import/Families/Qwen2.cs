using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Qwen 2: Llama with biases of queries, keys and values. Yang et al. 2024.</summary>
internal static class Qwen2
{
    /// <summary>Layers from this one on see a window, where the configuration asks for windows and does not say which.</summary>
    private const int UsualFullLayers = 28;

    public static readonly Family Family = new()
    {
        ModelType = "qwen2",
        Architectures = ["Qwen2ForCausalLM", "Qwen2Model"],
        ClassifierStem = "Qwen2",
        Prefixes = ["model."],
        Specify = static config => Llama.Specify(config) with { QueryKeyValueBias = true, Window = ReadWindow(config) },
        Tensors = Llama.Tensors,
        Dropped = Llama.Buffers,
    };

    /// <summary>The window, which is none unless it is asked for.</summary>
    public static WindowSettings? ReadWindow(ConfigurationSection config)
    {
        int fullLayers = config.FindInteger("max_window_layers") ?? UsualFullLayers;
        WindowSettings? window = WindowReader.Read(config, config.Integer("num_hidden_layers"), layer => layer >= fullLayers);

        return config.Boolean("use_sliding_window", absent: false) ? window : null;
    }
}
