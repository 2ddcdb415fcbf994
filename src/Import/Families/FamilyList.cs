using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;

namespace Weft.Import.Families;

/// <summary>The families that can be imported: a new one is a file and a line here.</summary>
internal static class FamilyList
{
    public static readonly ImmutableArray<Family> All =
    [
        Albert.Family, Arcee.Family, Bart.Family, Bert.Family, BioGpt.Family, Blenderbot.Family, Bloom.Family, CodeGen.Family,
        Cohere.Family, Cohere.Version2, DistilBert.Family, Electra.Family, Ernie.Family, Ernie.Helium, Exaone4.Family, Falcon.Family,
        Gemma.Family, Gemma2.Family, Gemma3.Family, Glm.Family, Glm.Version4, Gpt2.Family, GptBigCode.Family, Gptj.Family, GptNeo.Family,
        GptNeoX.Family, Granite.Family, Llama.Family, M2M100.Family, Marian.Family, Mbart.Family, Mistral.Family, Mixtral.Family,
        ModernBert.Family, MpNet.Family, Mpt.Family, Nemotron.Family, Olmo.Family, Olmo2.Family, Olmo3.Family, Olmoe.Family,
        OpenAiGpt.Family, Opt.Family, Pegasus.Family, Persimmon.Family, Phi.Family, Phi3.Family, Qwen2.Family, Qwen2Moe.Family,
        Qwen3.Family, Qwen3Moe.Family, Roberta.Camembert, Roberta.Family, Roberta.Multilingual, SeedOss.Family, SmolLm3.Family,
        StableLm.Family, Starcoder2.Family, T5.Family, T5.Multilingual, Vit.Family, Xglm.Family,
    ];

    /// <summary>The family that a configuration names.</summary>
    /// <exception cref="ImportException">It is none of these, or a class of it that has another head.</exception>
    public static Family Find(ConfigurationSection config, string path)
    {
        string type = config.FindText("model_type") ?? throw new ImportException(path, "'model_type' is missing.");
        Family family = All.FirstOrDefault(family => family.ModelType == type)
            ?? throw new ImportException(path, $"'model_type: {type}' is not supported; supported are {SupportedTypes}.");

        return config.Texts("architectures").FirstOrDefault(name => !family.Classes.Contains(name)) is string unknown
            ? throw new ImportException(
                path, $"'architectures: {unknown}' is not supported; of {type} are {string.Join(", ", family.Classes)}.")
            : family;
    }

    private static string SupportedTypes => string.Join(", ", All.Select(static family => family.ModelType));
}
