using System;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Gemma 2: norms on both sides of sublayers, soft caps, a window in every other layer. Gemma Team 2024.</summary>
internal static class Gemma2
{
    private const int UsualHeadColumns = 256;

    public static readonly Family Family = new()
    {
        ModelType = "gemma2",
        Architectures = ["Gemma2ForCausalLM", "Gemma2Model"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors =
        [
            new("decoder.token_embedding.weight", "embed_tokens.weight"),
            .. Llama.AttentionProjections,
            .. Llama.GatedProjections,
            new("decoder.layers.{layer}.self_attention_norm.weight", "layers.{layer}.input_layernorm.weight") { Added = 1 },
            new("decoder.layers.{layer}.self_attention_output_norm.weight", "layers.{layer}.post_attention_layernorm.weight") { Added = 1 },
            new("decoder.layers.{layer}.feed_forward_norm.weight", "layers.{layer}.pre_feedforward_layernorm.weight") { Added = 1 },
            new("decoder.layers.{layer}.feed_forward_output_norm.weight", "layers.{layer}.post_feedforward_layernorm.weight") { Added = 1 },
            new("decoder.final_norm.weight", "norm.weight") { Added = 1 },
            new("output.weight", "lm_head.weight"),
        ],
        Dropped = Llama.Buffers,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        ImportedSpecification common = Llama.Specify(config);
        float scoreDivisor = config.FindNumber("query_pre_attn_scalar") ?? UsualHeadColumns;

        return common with
        {
            KeySize = config.FindInteger("head_dim") ?? UsualHeadColumns,
            Activation = ActivationNames.Gated(config, absent: "gelu_pytorch_tanh", "hidden_activation"),
            NormPlacement = "sandwich",
            AttentionScale = (float)(1 / Math.Sqrt(scoreDivisor)),
            AttentionSoftCap = config.FindNumber("attn_logit_softcapping"),
            LogitSoftCap = config.FindNumber("final_logit_softcapping"),
            Window = WindowReader.Read(config, common.DecoderLayers, static layer => layer % 2 == 0),
            ScaleEmbeddings = true,
            TieEmbeddings = config.Boolean("tie_word_embeddings", absent: true),
        };
    }
}
