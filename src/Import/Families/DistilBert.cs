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
        Architectures = ["DistilBertModel", "DistilBertForMaskedLM"],
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
            HiddenStates.Rule,
        ],
        Dropped = ["embeddings.position_ids"],
        Heads = ["vocab_transform.*", "vocab_layer_norm.*", "vocab_projector.*"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("dim");

        // Its files hold the table of positions, however it was made.
        _ = config.Boolean("sinusoidal_pos_embds", absent: false);
        _ = config.Boolean("tie_word_embeddings", absent: true);

        return new ImportedSpecification
        {
            Architecture = "encoder",
            Vocabulary = config.Integer("vocab_size"),
            Outputs = size,
            MaxLength = config.Integer("max_position_embeddings"),
            ModelSize = size,
            EncoderLayers = config.Integer("n_layers"),
            Heads = config.Integer("n_heads"),
            FeedForwardSize = config.Integer("hidden_dim"),
            Activation = ActivationNames.Plain(config, "activation", absent: "gelu"),
            NormEpsilon = Epsilon,
            NormPlacement = "post",
            EmbeddingNorm = true,
            PositionalEncoding = "learned",
            Bias = true,
        };
    }
}
