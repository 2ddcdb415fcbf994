using Weft.Import.Configuration;

namespace Weft.Import.Families;

/// <summary>Arcee: Llama with a squared relu in the place of the gate. Arcee 2025.</summary>
internal static class Arcee
{
    public static readonly Family Family = new()
    {
        ModelType = "arcee",
        Architectures = ["ArceeForCausalLM", "ArceeModel"],
        ClassifierStem = "Arcee",
        Prefixes = ["model."],
        Specify = static config =>
        {
            bool bias = config.Boolean("attention_bias", absent: false);

            return Llama.Specify(config, ActivationNames.Plain(config, "hidden_act", absent: "relu2")) with
            {
                NormEpsilon = config.FindNumber("rms_norm_eps") ?? 1e-5f,
                QueryKeyValueBias = bias,
                AttentionOutputBias = bias,
                FeedForwardBias = config.Boolean("mlp_bias", absent: false),
            };
        },
        Tensors = Llama.Tensors,
        Dropped = Llama.Buffers,
    };
}
