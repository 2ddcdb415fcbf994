using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>RoBERTa and XLM-RoBERTa: BERT whose positions start behind the number of the padding token. Liu et al. 2019.</summary>
internal static class Roberta
{
    private const int UsualPaddingToken = 1;

    public static readonly Family Family = Create("roberta", "Roberta");

    public static readonly Family Multilingual = Create("xlm-roberta", "XLMRoberta");

    public static readonly Family Camembert = Create("camembert", "Camembert");

    private static Family Create(string modelType, string className) => new()
    {
        ModelType = modelType,
        Architectures = [$"{className}Model", $"{className}ForMaskedLM"],
        Prefixes = ["roberta."],
        Specify = Specify,
        Tensors = Bert.Tensors,
        Dropped = ["embeddings.position_ids"],
        Heads = ["pooler.dense.*", "lm_head.bias", "lm_head.decoder.*", "lm_head.dense.*", "lm_head.layer_norm.*"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification bert = Bert.Specify(config);
        int first = (config.FindInteger("pad_token_id") ?? UsualPaddingToken) + 1;

        return bert with { MaxLength = bert.MaxLength - first, FirstPosition = first };
    }
}
