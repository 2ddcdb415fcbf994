using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>ModernBERT: an encoder with rope, gated units, and a window in two of three layers. Warner et al. 2024.</summary>
internal static class ModernBert
{
    private const int UsualWindow = 128;
    private const int UsualPeriod = 3;
    private const float UsualTheta = 160_000;
    private const float UsualLocalTheta = 10_000;

    private static readonly TensorRule Fused =
        new("encoder.layers.{layer}.self_attention.value.*", "layers.{layer}.attn.Wqkv.*") { Fusion = Fusion.QueryKeyValueBlocks };

    public static readonly Family Family = new()
    {
        ModelType = "modernbert",
        Architectures =
        [
            "ModernBertModel", "ModernBertForMaskedLM", "ModernBertForSequenceClassification", "ModernBertForTokenClassification",
        ],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            new("encoder.token_embedding.weight", "embeddings.tok_embeddings.weight"),
            new("encoder.embedding_norm.*", "embeddings.norm.*"),
            new("encoder.layers.{layer}.self_attention_norm.*", "layers.{layer}.attn_norm.*"),
            Fused with { Target = "encoder.layers.{layer}.self_attention.query.*", HasRotatedHalves = true },
            Fused with { Target = "encoder.layers.{layer}.self_attention.key.*", HasRotatedHalves = true },
            Fused,
            new("encoder.layers.{layer}.self_attention.output.*", "layers.{layer}.attn.Wo.*"),
            new("encoder.layers.{layer}.feed_forward_norm.*", "layers.{layer}.mlp_norm.*"),
            new("encoder.layers.{layer}.feed_forward.gate.*", "layers.{layer}.mlp.Wi.*") { Fusion = Fusion.GateUpBlocks },
            new("encoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.Wi.*") { Fusion = Fusion.GateUpBlocks },
            new("encoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.Wo.*"),
            new("encoder.final_norm.*", "final_norm.*"),
            new("head.dense.*", "head.dense.*"),
            new("head.norm.*", "head.norm.*"),
            new("output.*", "decoder.*"),
            new("output.*", "classifier.*") { Classes = [EncoderHead.OfSequences, EncoderHead.OfTokens] },
        ],
        TiedOutputs = ["decoder.weight"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int layers = config.Integer("num_hidden_layers");
        int period = config.FindSize("global_attn_every_n_layers") ?? UsualPeriod;
        bool attentionBias = config.Boolean("attention_bias", absent: false);
        int distance = (config.FindSize("local_attention") ?? UsualWindow) / 2;
        ImportedSpecification encoder = new()
        {
            Architecture = "encoder",
            Vocabulary = config.Integer("vocab_size"),
            MaxLength = config.Integer("max_position_embeddings"),
            ModelSize = config.Integer("hidden_size"),
            EncoderLayers = layers,
            Heads = config.Integer("num_attention_heads"),
            FeedForwardSize = config.Integer("intermediate_size"),
            Activation = ActivationNames.Gated(config, absent: "gelu", "hidden_activation"),
            NormEpsilon = config.FindNumber("norm_eps") ?? 1e-5f,
            NormBias = config.Boolean("norm_bias", absent: false),
            FirstNorm = false,
            EmbeddingNorm = true,
            PositionalEncoding = "rope",
            Rope = ReadRope(config),
            Window = WindowSettings.Of(distance + 1, WindowReader.ReadTypes(config, layers) ?? Pattern(layers, period)),
            QueryKeyValueBias = attentionBias,
            AttentionOutputBias = attentionBias,
            FeedForwardBias = config.Boolean("mlp_bias", absent: false),
        };

        HeadSettings head = new(ActivationNames.Plain(config, "classifier_activation", absent: "gelu"))
        {
            HasBias = config.Boolean("classifier_bias", absent: false),
            HasNorm = true,
        };

        ImportedSpecification model = EncoderHead.Add(encoder, config, masked: head, sequence: head);

        return model.Output switch
        {
            "classes" or "values" => model with { Pooling = ReadPooling(config) },
            "token_classes" => model with { Head = head },
            _ => model,
        };
    }

    private static string? ReadPooling(ConfigurationSection config) => config.FindText(known: ["cls", "mean"], "classifier_pooling") switch
    {
        null or "cls" => null,
        "mean" => "mean",
        _ => throw config.Unsupported("classifier_pooling"),
    };

    private static bool[] Pattern(int layers, int period)
    {
        bool[] isLocal = new bool[layers];

        for (int layer = 0; layer < layers; layer++)
        {
            isLocal[layer] = layer % period != 0;
        }

        return isLocal;
    }

    private static RopeSettings ReadRope(ConfigurationSection config)
    {
        RopeReader.RefuseScaling(config, "full_attention");
        RopeReader.RefuseScaling(config, "sliding_attention");

        return new(RopeReader.ReadTheta(config, "full_attention") ?? config.FindNumber("global_rope_theta") ?? UsualTheta)
        {
            LocalTheta = RopeReader.ReadTheta(config, "sliding_attention") ?? config.FindNumber("local_rope_theta") ?? UsualLocalTheta,
        };
    }
}
