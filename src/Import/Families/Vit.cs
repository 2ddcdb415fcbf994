using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>ViT: an encoder of the patches of images, behind a class token. Dosovitskiy et al. 2021.</summary>
internal static class Vit
{
    private const int UsualChannels = 3;
    private const float UsualEpsilon = 1e-12f;

    public static readonly Family Family = new()
    {
        ModelType = "vit",
        Architectures = ["ViTModel", "ViTForImageClassification"],
        Prefixes = ["vit."],
        Specify = Specify,
        Tensors =
        [
            new("encoder.class_token.weight", "embeddings.cls_token") { LeadingOnes = 2 },
            new("encoder.position_embedding.weight", "embeddings.position_embeddings") { LeadingOnes = 1 },
            new("encoder.patch_projection.weight", "embeddings.patch_embeddings.projection.weight") { IsPatchKernel = true },
            new("encoder.patch_projection.bias", "embeddings.patch_embeddings.projection.bias"),
            new("encoder.layers.{layer}.self_attention_norm.*", "encoder.layer.{layer}.layernorm_before.*"),
            new("encoder.layers.{layer}.self_attention.query.*", "encoder.layer.{layer}.attention.attention.query.*"),
            new("encoder.layers.{layer}.self_attention.key.*", "encoder.layer.{layer}.attention.attention.key.*"),
            new("encoder.layers.{layer}.self_attention.value.*", "encoder.layer.{layer}.attention.attention.value.*"),
            new("encoder.layers.{layer}.self_attention.output.*", "encoder.layer.{layer}.attention.output.dense.*"),
            new("encoder.layers.{layer}.feed_forward_norm.*", "encoder.layer.{layer}.layernorm_after.*"),
            new("encoder.layers.{layer}.feed_forward.up.*", "encoder.layer.{layer}.intermediate.dense.*"),
            new("encoder.layers.{layer}.feed_forward.down.*", "encoder.layer.{layer}.output.dense.*"),
            new("encoder.final_norm.*", "layernorm.*"),
            new("output.*", "classifier.*"),
        ],
        Heads = ["pooler.dense.*", "embeddings.mask_token"],
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int size = config.Integer("image_size");
        ImageSettings image = new(size, size, config.Integer("patch_size"), config.FindSize("num_channels") ?? UsualChannels);

        // The pooler is left out, whatever it is.
        _ = config.FindText("pooler_act");
        _ = config.FindInteger("pooler_output_size");

        if (image.Patch < 1 || size % image.Patch != 0)
        {
            throw config.Unsupported("patch_size");
        }

        ImportedSpecification encoder = new()
        {
            Architecture = "encoder",
            Vocabulary = 0,
            Image = image,
            MaxLength = image.Rows,
            ModelSize = config.Integer("hidden_size"),
            EncoderLayers = config.Integer("num_hidden_layers"),
            Heads = config.Integer("num_attention_heads"),
            FeedForwardSize = config.Integer("intermediate_size"),
            Activation = ActivationNames.Plain(config, "hidden_act", absent: "gelu"),
            NormEpsilon = config.FindNumber("layer_norm_eps") ?? UsualEpsilon,
            PositionalEncoding = "learned",
            QueryKeyValueBias = config.Boolean("qkv_bias", absent: true),
            AttentionOutputBias = true,
            FeedForwardBias = true,
        };

        return config.Texts("architectures").FirstOrDefault() == "ViTForImageClassification"
            ? ClassifierOutput.OfSequences(encoder with { OutputBias = true }, config)
            : encoder with { Output = "hidden" };
    }
}
