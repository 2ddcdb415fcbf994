using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>MPNet: RoBERTa with biases of scores by distance, and without types of tokens. Song et al. 2020.</summary>
internal static class MpNet
{
    private const int UsualPaddingToken = 1;
    private const int UsualBuckets = 32;

    // No key says it.
    private const int MaximumDistance = 128;

    private const string Layer = "encoder.layers.{layer}";
    private const string Source = "encoder.layer.{layer}";

    public static readonly Family Family = new()
    {
        ModelType = "mpnet",
        Architectures =
        [
            "MPNetModel", "MPNetForMaskedLM", "MPNetForSequenceClassification", "MPNetForTokenClassification", "MPNetForQuestionAnswering",
        ],
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
            new("head.dense.*", "lm_head.dense.*"),
            new("head.norm.*", "lm_head.layer_norm.*"),
            new("output.weight", "lm_head.decoder.weight"),
            new("output.bias", "lm_head.bias"),
            new("head.dense.*", "classifier.dense.*"),
            new("output.*", "classifier.out_proj.*"),
            new("output.*", "classifier.*"),
            new("output.*", "qa_outputs.*"),
        ],
        Dropped = ["embeddings.position_ids", "lm_head.decoder.bias"],
        TiedOutputs = ["lm_head.decoder.weight"],
        Heads = ["pooler.dense.*"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification bert = EncoderHead.Add(
            Bert.SpecifyWithoutTypes(config), config, masked: new("gelu") { HasNorm = true }, sequence: new("tanh"));
        int first = (config.FindInteger("pad_token_id") ?? UsualPaddingToken) + 1;

        return bert with
        {
            MaxLength = bert.MaxLength - first,
            FirstPosition = first,
            RelativeBias = new(config.FindInteger("relative_attention_num_buckets") ?? UsualBuckets, MaximumDistance),
        };
    }
}
