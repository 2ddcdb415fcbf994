using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>StarCoder and SantaCoder: GPT-2 with one head of keys. Li et al. 2023.</summary>
internal static class GptBigCode
{
    public static readonly Family Family = new()
    {
        ModelType = "gpt_bigcode",
        Architectures = ["GPTBigCodeForCausalLM", "GPTBigCodeModel"],
        ClassifierStem = "GPTBigCode",
        Prefixes = ["transformer."],

        // Were there as many heads of keys as of queries, they would stand in the tensor in another order.
        Specify = static config =>
        {
            config.Require("multi_query", true);

            return Gpt2.Specify(config, absentActivation: "gelu_pytorch_tanh") with { KeyValueHeads = 1 };
        },
        Tensors =
        [
            .. Gpt2.Outside,
            .. Gpt2.Norms,
            .. FusedProjections.QueryKeyValue("h.{layer}.attn.c_attn.*", Fusion.QueryKeyValueBlocks),
            new("decoder.layers.{layer}.self_attention.output.*", "h.{layer}.attn.c_proj.*"),
            new("decoder.layers.{layer}.feed_forward.up.*", "h.{layer}.mlp.c_fc.*"),
            new("decoder.layers.{layer}.feed_forward.down.*", "h.{layer}.mlp.c_proj.*"),
        ],
        Dropped = ["h.{layer}.attn.bias", "h.{layer}.attn.masked_bias"],
    };
}
