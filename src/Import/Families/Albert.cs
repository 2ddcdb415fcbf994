using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>ALBERT: BERT with one layer's parameters for all layers, and narrow embeddings. Lan et al. 2020.</summary>
internal static class Albert
{
    private const string Layer = "encoder.albert_layer_groups.0.albert_layers.0";

    public static readonly Family Family = new()
    {
        ModelType = "albert",
        Architectures =
        [
            "AlbertModel", "AlbertForMaskedLM", "AlbertForPreTraining", "AlbertForSequenceClassification", "AlbertForTokenClassification",
            "AlbertForQuestionAnswering",
        ],
        Prefixes = ["albert."],
        Specify = Specify,
        Tensors =
        [
            .. Bert.Embeddings,
            new("encoder.embedding_projection.*", "encoder.embedding_hidden_mapping_in.*"),
            new("encoder.layer.self_attention.query.*", $"{Layer}.attention.query.*"),
            new("encoder.layer.self_attention.key.*", $"{Layer}.attention.key.*"),
            new("encoder.layer.self_attention.value.*", $"{Layer}.attention.value.*"),
            new("encoder.layer.self_attention.output.*", $"{Layer}.attention.dense.*"),
            new("encoder.layer.self_attention_norm.*", $"{Layer}.attention.LayerNorm.*"),
            new("encoder.layer.feed_forward.up.*", $"{Layer}.ffn.*"),
            new("encoder.layer.feed_forward.down.*", $"{Layer}.ffn_output.*"),
            new("encoder.layer.feed_forward_norm.*", $"{Layer}.full_layer_layer_norm.*"),
            new("head.dense.*", "predictions.dense.*"),
            new("head.norm.*", "predictions.LayerNorm.*"),
            new("output.bias", "predictions.bias"),
            new("head.dense.*", "pooler.*") { Classes = [EncoderHead.OfSequences], IsInBase = true },
            new("output.*", "classifier.*") { Classes = [EncoderHead.OfSequences, EncoderHead.OfTokens] },
            new("output.*", "qa_outputs.*") { Classes = [EncoderHead.OfAnswers] },
        ],
        Dropped = ["embeddings.position_ids", "predictions.decoder.bias"],
        TiedOutputs = ["predictions.decoder.weight"],
        Heads = ["pooler.*", "sop_classifier.classifier.*"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        string activation = ActivationNames.Plain(config, "hidden_act", absent: "gelu_new");

        foreach (string key in (ImmutableArray<string>)["num_hidden_groups", "inner_group_num"])
        {
            if (config.FindInteger(key) is not (null or 1))
            {
                throw config.Unsupported(key);
            }
        }

        return EncoderHead.Add(
            Bert.Specify(config) with
            {
                Activation = activation,
                EmbeddingSize = config.FindSize("embedding_size") ?? 128,
                SharedLayers = true,
            },
            config,
            masked: new(activation) { HasNorm = true },
            sequence: new("tanh"));
    }
}
