using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>DistilBERT: BERT without token types, of half as many layers. Sanh et al. 2019.</summary>
internal static class DistilBert
{
    private const float Epsilon = 1e-12f;

    public static readonly Family Family = new()
    {
        ModelType = "distilbert",
        Architectures =
        [
            "DistilBertModel", "DistilBertForMaskedLM", "DistilBertForSequenceClassification", "DistilBertForTokenClassification",
            "DistilBertForQuestionAnswering",
        ],
        Prefixes = ["distilbert."],
        Specify = Specify,
        Tensors =
        [
            new("encoder.token_embedding.weight", "embeddings.word_embeddings.weight"),
            new("encoder.position_embedding.weight", "embeddings.position_embeddings.weight"),
            new("encoder.embedding_norm.*", "embeddings.LayerNorm.*"),
            new("encoder.layers.{layer}.self_attention.query.*", "transformer.layer.{layer}.attention.q_lin.*"),
            new("encoder.layers.{layer}.self_attention.key.*", "transformer.layer.{layer}.attention.k_lin.*"),
            new("encoder.layers.{layer}.self_attention.value.*", "transformer.layer.{layer}.attention.v_lin.*"),
            new("encoder.layers.{layer}.self_attention.output.*", "transformer.layer.{layer}.attention.out_lin.*"),
            new("encoder.layers.{layer}.self_attention_norm.*", "transformer.layer.{layer}.sa_layer_norm.*"),
            new("encoder.layers.{layer}.feed_forward.up.*", "transformer.layer.{layer}.ffn.lin1.*"),
            new("encoder.layers.{layer}.feed_forward.down.*", "transformer.layer.{layer}.ffn.lin2.*"),
            new("encoder.layers.{layer}.feed_forward_norm.*", "transformer.layer.{layer}.output_layer_norm.*"),
            new("head.dense.*", "vocab_transform.*"),
            new("head.norm.*", "vocab_layer_norm.*"),
            new("head.dense.*", "pre_classifier.*") { Classes = [EncoderHead.OfSequences] },
            new("output.*", "vocab_projector.*"),
            new("output.*", "classifier.*") { Classes = [EncoderHead.OfSequences, EncoderHead.OfTokens] },
            new("output.*", "qa_outputs.*") { Classes = [EncoderHead.OfAnswers] },
        ],
        Dropped = ["embeddings.position_ids"],
        TiedOutputs = ["vocab_projector.weight"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        string activation = ActivationNames.Plain(config, "activation", absent: "gelu");

        // Its files hold the table of positions, however it was made.
        _ = config.Boolean("sinusoidal_pos_embds", absent: false);
        ImportedSpecification encoder = new()
        {
            Architecture = "encoder",
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("max_position_embeddings"),
            ModelSize = config.Integer("dim"),
            EncoderLayers = config.Integer("n_layers"),
            Heads = config.Integer("n_heads"),
            FeedForwardSize = config.Integer("hidden_dim"),
            Activation = activation,
            NormEpsilon = Epsilon,
            NormPlacement = "post",
            EmbeddingNorm = true,
            PositionalEncoding = "learned",
            Bias = true,
        };

        return EncoderHead.Add(encoder, config, masked: new(activation) { HasNorm = true }, sequence: new("relu"));
    }
}
