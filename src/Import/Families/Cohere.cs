using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>Command R: two sublayers side by side behind one norm, rope over neighbours, scaled logits. Cohere 2024.</summary>
internal static class Cohere
{
    private const float UsualLogitScale = 0.0625f;
    private const int UsualPeriod = 4;

    public static readonly Family Family = new()
    {
        ModelType = "cohere",
        Architectures = ["CohereForCausalLM", "CohereModel"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            .. Llama.Outside,
            .. Llama.NeighbourProjections,
            .. Llama.GatedProjections,
            new("decoder.layers.{layer}.self_attention_norm.weight", "layers.{layer}.input_layernorm.weight"),
        ],
        Dropped = Llama.Buffers,
    };

    /// <summary>Command R7B and A: layers that see a window turn by rope, those that see all have no positions.</summary>
    public static readonly Family Version2 = Family with
    {
        ModelType = "cohere2",
        Architectures = ["Cohere2ForCausalLM", "Cohere2Model"],
        Specify = static config => WindowReader.AddWithRope(Specify(config), config, UsualPeriod),
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        bool bias = config.Boolean("attention_bias", absent: false);

        return Llama.Specify(config) with
        {
            IsRmsNorm = false,
            NormBias = false,
            NormEpsilon = config.FindNumber("layer_norm_eps") ?? 1e-5f,
            ParallelSublayers = "one_norm",
            LogitScale = config.FindNumber("logit_scale") ?? UsualLogitScale,
            QueryKeyValueBias = bias,
            AttentionOutputBias = bias,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }
}
