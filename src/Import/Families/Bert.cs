using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>BERT: an encoder with norms behind sublayers and behind the sum of three embeddings. Devlin et al. 2019.</summary>
internal static class Bert
{
    public static readonly Family Family = new()
    {
        ModelType = "bert",
        Architectures =
        [
            "BertModel", "BertForMaskedLM", "BertForPreTraining", "BertForSequenceClassification", "BertForTokenClassification",
            "BertForQuestionAnswering",
        ],
        Prefixes = ["bert."],
        Specify = static config =>
        {
            HeadSettings masked = new(ActivationNames.Plain(config, "hidden_act", absent: "gelu")) { HasNorm = true };

            return EncoderHead.Add(Specify(config), config, masked, sequence: new("tanh"));
        },
        Tensors =
        [
            .. Tensors,
            new("head.dense.*", "cls.predictions.transform.dense.*"),
            new("head.norm.*", "cls.predictions.transform.LayerNorm.*"),
            new("output.weight", "cls.predictions.decoder.weight"),
            new("output.bias", "cls.predictions.bias"),
            new("head.dense.*", "pooler.dense.*") { Classes = [EncoderHead.OfSequences], IsInBase = true },
            new("output.*", "classifier.*") { Classes = [EncoderHead.OfSequences, EncoderHead.OfTokens] },
            new("output.*", "qa_outputs.*") { Classes = [EncoderHead.OfAnswers] },
        ],
        Dropped = ["embeddings.position_ids", "cls.predictions.decoder.bias"],
        TiedOutputs = ["cls.predictions.decoder.weight"],
        Heads = ["pooler.dense.*", "cls.seq_relationship.*"],
    };

    /// <summary>Where its files hold the parameters.</summary>
    public static ImmutableArray<TensorRule> Tensors =>
    [
        .. Embeddings,
        new("encoder.layers.{layer}.self_attention.query.*", "encoder.layer.{layer}.attention.self.query.*"),
        new("encoder.layers.{layer}.self_attention.key.*", "encoder.layer.{layer}.attention.self.key.*"),
        new("encoder.layers.{layer}.self_attention.value.*", "encoder.layer.{layer}.attention.self.value.*"),
        new("encoder.layers.{layer}.self_attention.output.*", "encoder.layer.{layer}.attention.output.dense.*"),
        new("encoder.layers.{layer}.self_attention_norm.*", "encoder.layer.{layer}.attention.output.LayerNorm.*"),
        .. FeedForward,
    ];

    public static ImmutableArray<TensorRule> FeedForward =>
    [
        new("encoder.layers.{layer}.feed_forward.up.*", "encoder.layer.{layer}.intermediate.dense.*"),
        new("encoder.layers.{layer}.feed_forward.down.*", "encoder.layer.{layer}.output.dense.*"),
        new("encoder.layers.{layer}.feed_forward_norm.*", "encoder.layer.{layer}.output.LayerNorm.*"),
    ];

    /// <summary>The tables and their norm.</summary>
    public static ImmutableArray<TensorRule> Embeddings =>
    [
        new("encoder.token_embedding.weight", "embeddings.word_embeddings.weight"),
        new("encoder.position_embedding.weight", "embeddings.position_embeddings.weight"),
        new("encoder.token_type_embedding.weight", "embeddings.token_type_embeddings.weight"),
        new("encoder.embedding_norm.*", "embeddings.LayerNorm.*"),
    ];

    /// <summary>Reads the configuration, which its relatives have under the same keys.</summary>
    public static ImportedSpecification Specify(ConfigurationSection config) =>
        SpecifyWithoutTypes(config) with { TokenTypes = config.Integer("type_vocab_size") };

    /// <summary>The same without types of tokens.</summary>
    public static ImportedSpecification SpecifyWithoutTypes(ConfigurationSection config) => new()
    {
        Architecture = "encoder",
        Vocabulary = config.Integer("vocab_size"),
        MaxLength = config.Integer("max_position_embeddings"),
        ModelSize = config.Integer("hidden_size"),
        EncoderLayers = config.Integer("num_hidden_layers"),
        Heads = config.Integer("num_attention_heads"),
        FeedForwardSize = config.Integer("intermediate_size"),
        Activation = ActivationNames.Plain(config, "hidden_act", absent: "gelu"),
        NormEpsilon = config.FindNumber("layer_norm_eps") ?? 1e-12f,
        NormPlacement = "post",
        EmbeddingNorm = true,
        PositionalEncoding = "learned",
        Bias = true,
    };
}
