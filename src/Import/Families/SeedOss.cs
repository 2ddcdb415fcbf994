namespace Weft.Import.Families;

/// <summary>Seed-OSS: Llama with biases of queries, keys and values. ByteDance Seed 2025.</summary>
internal static class SeedOss
{
    public static readonly Family Family = Llama.Family with
    {
        ModelType = "seed_oss",
        Architectures = ["SeedOssForCausalLM", "SeedOssModel"],
        ClassifierStem = "SeedOss",
        Specify = static config => Llama.Specify(config) with
        {
            QueryKeyValueBias = config.Boolean("attention_bias", absent: true),
            AttentionOutputBias = config.Boolean("attention_out_bias", absent: false),
            FeedForwardBias = config.Boolean("mlp_bias", absent: false),
        },
    };
}
