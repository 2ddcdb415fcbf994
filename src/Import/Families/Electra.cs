using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>ELECTRA: BERT, trained to tell replaced tokens. Clark et al. 2020.</summary>
internal static class Electra
{
    private const int UsualEmbeddingSize = 128;

    public static readonly Family Family = new()
    {
        ModelType = "electra",
        Architectures = ["ElectraModel", "ElectraForPreTraining", "ElectraForMaskedLM", "ElectraForSequenceClassification"],
        Prefixes = ["electra."],
        Specify = Specify,
        Tensors =
        [
            .. Bert.Tensors,
            new("encoder.embedding_projection.*", "embeddings_project.*"),
            new("head.dense.*", "generator_predictions.dense.*"),
            new("head.norm.*", "generator_predictions.LayerNorm.*"),
            new("output.*", "generator_lm_head.*"),
            new("head.dense.*", "discriminator_predictions.dense.*") { Classes = [EncoderHead.OfPreTraining] },
            new("output.*", "discriminator_predictions.dense_prediction.*") { Classes = [EncoderHead.OfPreTraining] },
            new("head.dense.*", "classifier.dense.*") { Classes = [EncoderHead.OfSequences] },
            new("output.*", "classifier.out_proj.*") { Classes = [EncoderHead.OfSequences] },
        ],
        Dropped = ["embeddings.position_ids"],
        TiedOutputs = ["generator_lm_head.weight"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification bert = Bert.Specify(config) with
        {
            EmbeddingSize = config.FindSize("embedding_size") ?? UsualEmbeddingSize,
        };

        // It tells of each token whether it was replaced: one score, yes or no.
        return config.Texts("architectures").Contains("ElectraForPreTraining")
            ? bert with
            {
                Head = new(bert.Activation),
                Output = "token_classes",
                Loss = "binary_cross_entropy",
                OutputBias = true,
                Outputs = 1,
            }
            : EncoderHead.Add(bert, config, masked: new("gelu") { HasNorm = true }, sequence: new("gelu"));
    }
}
