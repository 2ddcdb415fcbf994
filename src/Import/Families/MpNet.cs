using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>MPNet: RoBERTa with biases of scores by distance, and without types of tokens. Song et al. 2020.</summary>
internal static class MpNet
{
    private const int UsualBuckets = 32;

    // No key says it.
    private const int MaximumDistance = 128;

    private const string Layer = "encoder.layers.{layer}";
    private const string Source = "encoder.layer.{layer}";

    public static readonly Family Family = Roberta.Create("mpnet", "MPNet") with
    {
        Prefixes = ["mpnet."],
        Specify = Specify,
        Tensors =
        [
            .. Bert.Embeddings,
            new("encoder.relative_bias.weight", "encoder.relative_attention_bias.weight"),
            new($"{Layer}.self_attention.query.*", $"{Source}.attention.attn.q.*"),
            new($"{Layer}.self_attention.key.*", $"{Source}.attention.attn.k.*"),
            new($"{Layer}.self_attention.value.*", $"{Source}.attention.attn.v.*"),
            new($"{Layer}.self_attention.output.*", $"{Source}.attention.attn.o.*"),
            new($"{Layer}.self_attention_norm.*", $"{Source}.attention.LayerNorm.*"),
            .. Bert.FeedForward,
            .. Roberta.HeadTensors,
        ],
    };

    private static ImportedSpecification Specify(ConfigurationSection config) =>
        Roberta.Specify(Bert.SpecifyWithoutTypes(config), config) with
        {
            RelativeBias = new(config.FindSize("relative_attention_num_buckets") ?? UsualBuckets, MaximumDistance),
        };
}
