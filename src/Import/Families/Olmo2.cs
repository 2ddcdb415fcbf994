using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>OLMo 2: norms of what sublayers give, and of queries and keys over all heads. OLMo Team 2024.</summary>
internal static class Olmo2
{
    private const float UsualEpsilon = 1e-5f;

    public static readonly Family Family = new()
    {
        ModelType = "olmo2",
        Architectures = ["Olmo2ForCausalLM", "Olmo2Model"],
        Prefixes = ["model."],
        Specify = static config =>
        {
            bool bias = config.Boolean("attention_bias", absent: false);

            return Llama.Specify(config) with
            {
                NormEpsilon = config.FindNumber("rms_norm_eps") ?? UsualEpsilon,
                NormPlacement = "output",
                QueryKeyNorm = "all",
                QueryKeyValueBias = bias,
                AttentionOutputBias = bias,
            };
        },
        Tensors =
        [
            .. Llama.Outside,
            .. Llama.AttentionProjections,
            .. Llama.QueryKeyNorms,
            .. Llama.GatedProjections,
            new("decoder.layers.{layer}.self_attention_output_norm.*", "layers.{layer}.post_attention_layernorm.*"),
            new("decoder.layers.{layer}.feed_forward_output_norm.*", "layers.{layer}.post_feedforward_layernorm.*"),
        ],
        Dropped = Llama.Buffers,
    };
}
