using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>RoBERTa and XLM-RoBERTa: BERT whose positions start behind the number of the padding token. Liu et al. 2019.</summary>
internal static class Roberta
{
    private const int UsualPaddingToken = 1;

    public static readonly Family Family = Create("roberta", "Roberta");

    public static readonly Family Multilingual = Create("xlm-roberta", "XLMRoberta");

    public static readonly Family Camembert = Create("camembert", "Camembert");

    /// <summary>Where its classes hold their heads.</summary>
    public static ImmutableArray<TensorRule> HeadTensors =>
    [
        new("head.dense.*", "lm_head.dense.*"),
        new("head.norm.*", "lm_head.layer_norm.*"),
        new("output.weight", "lm_head.decoder.weight"),
        new("output.bias", "lm_head.bias"),
        new("head.dense.*", "classifier.dense.*") { Classes = [EncoderHead.OfSequences] },
        new("output.*", "classifier.out_proj.*") { Classes = [EncoderHead.OfSequences] },
        new("output.*", "classifier.*") { Classes = [EncoderHead.OfTokens] },
        new("output.*", "qa_outputs.*") { Classes = [EncoderHead.OfAnswers] },
    ];

    /// <summary>A family whose classes differ in their names alone.</summary>
    public static Family Create(string modelType, string className) => new()
    {
        ModelType = modelType,
        Architectures =
        [
            $"{className}Model", $"{className}ForMaskedLM", $"{className}ForSequenceClassification", $"{className}ForTokenClassification",
            $"{className}ForQuestionAnswering",
        ],
        Prefixes = ["roberta."],
        Specify = static config => Specify(Bert.Specify(config), config),
        Tensors =
        [
            .. Bert.Tensors,
            .. HeadTensors,
        ],
        Dropped = ["embeddings.position_ids", "lm_head.decoder.bias"],
        TiedOutputs = ["lm_head.decoder.weight"],
        Heads = ["pooler.dense.*"],
    };

    /// <summary>Adds the head of the configuration's class, and leaves the rows of positions out that no token has.</summary>
    public static ImportedSpecification Specify(ImportedSpecification bert, ConfigurationSection config)
    {
        int first = (config.FindInteger("pad_token_id") ?? UsualPaddingToken) + 1;

        return EncoderHead.Add(bert, config, masked: new("gelu") { HasNorm = true }, sequence: new("tanh")) with
        {
            MaxLength = bert.MaxLength - first,
            FirstPosition = first,
        };
    }
}
