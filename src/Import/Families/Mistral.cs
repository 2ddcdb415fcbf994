using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Mistral: Llama whose queries see a window of keys. Jiang et al. 2023.</summary>
internal static class Mistral
{
    public static readonly Family Family = new()
    {
        ModelType = "mistral",
        Architectures = ["MistralForCausalLM", "MistralModel"],
        ClassifierStem = "Mistral",
        Prefixes = ["model."],
        Specify = static config => Llama.Specify(config) with { Window = WindowReader.ReadEverywhere(config) },
        Tensors = Llama.Tensors,
        Dropped = Llama.Buffers,
    };
}
