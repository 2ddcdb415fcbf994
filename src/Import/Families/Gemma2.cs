using System;
using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Gemma 2: norms on both sides of sublayers, soft caps, a window in every other layer. Gemma Team 2024.</summary>
internal static class Gemma2
{
    private const int UsualScoreDivisor = 256;

    public static readonly Family Family = new()
    {
        ModelType = "gemma2",
        Architectures = ["Gemma2ForCausalLM", "Gemma2Model"],
        ClassifierStem = "Gemma2",
        Prefixes = ["model."],
        Specify = static config => Specify(config, static layer => layer % 2 == 0),
        Tensors = [.. Gemma.Common, .. Gemma.SandwichNorms],
        Dropped = Llama.Buffers,
    };

    /// <summary>Reads the configuration, as it is since then.</summary>
    /// <param name="config">Where to look.</param>
    /// <param name="isLocal">Whether a layer has a window where no list says so.</param>
    public static ImportedSpecification Specify(ConfigurationSection config, Func<int, bool> isLocal)
    {
        ImportedSpecification common = Gemma.Specify(
            config, ActivationNames.Gated(config, absent: "gelu_pytorch_tanh", "hidden_activation", "hidden_act"));

        return common with
        {
            NormPlacement = "sandwich",
            AttentionScale = (float)(1 / Math.Sqrt(config.FindNumber("query_pre_attn_scalar") ?? UsualScoreDivisor)),
            AttentionSoftCap = config.FindNumber("attn_logit_softcapping"),
            LogitSoftCap = config.FindNumber("final_logit_softcapping"),
            Window = WindowReader.Read(config, common.DecoderLayers, isLocal),
        };
    }
}
