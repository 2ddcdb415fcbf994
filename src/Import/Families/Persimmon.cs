using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Persimmon: squared relu, norms of each head's queries and keys, projections fused by heads. Adept 2023.</summary>
internal static class Persimmon
{
    private const float UsualFraction = 0.5f;

    public static readonly Family Family = new()
    {
        ModelType = "persimmon",
        Architectures = ["PersimmonForCausalLM", "PersimmonModel"],
        ClassifierStem = "Persimmon",
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_tokens.weight"),
            .. Llama.PreNorms,
            .. FusedProjections.QueryKeyValue(
                "layers.{layer}.self_attn.query_key_value.*", Fusion.QueryKeyValueGroups, hasRotatedHalves: true),
            new("decoder.layers.{layer}.self_attention.output.*", "layers.{layer}.self_attn.dense.*"),
            .. Phi.QueryKeyNorms,
            new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.dense_h_to_4h.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.dense_4h_to_h.*"),
            new("decoder.final_norm.*", "final_layernorm.*"),
            new("output.weight", "lm_head.weight"),
        ],
        Dropped = Llama.Buffers,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification llama = Llama.Specify(config, ActivationNames.Plain(config, "hidden_act", absent: "relu2"));

        return llama with
        {
            IsRmsNorm = false,
            NormEpsilon = config.FindNumber("layer_norm_eps") ?? 1e-5f,
            QueryKeyNorm = config.Boolean("qk_layernorm", absent: true) ? "head" : "none",
            Rope = RopeReader.Read(config, llama.MaxLength, UsualFraction),
            Bias = true,
        };
    }
}
