using System.Linq;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>CodeGen: GPT-J whose queries, values and keys stand in four shards of one tensor. Nijkamp et al. 2023.</summary>
internal static class CodeGen
{
    public static readonly Family Family = Gptj.Family with
    {
        ModelType = "codegen",
        Architectures = ["CodeGenForCausalLM", "CodeGenModel"],
        Tensors =
        [
            .. Gptj.Family.Tensors.Where(static rule => !rule.Source.EndsWith("_proj.*", System.StringComparison.Ordinal)),
            new("decoder.layers.{layer}.self_attention.query.*", "h.{layer}.attn.qkv_proj.*") { Fusion = Fusion.QueryValueKeyShards },
            new("decoder.layers.{layer}.self_attention.key.*", "h.{layer}.attn.qkv_proj.*") { Fusion = Fusion.QueryValueKeyShards },
            new("decoder.layers.{layer}.self_attention.value.*", "h.{layer}.attn.qkv_proj.*") { Fusion = Fusion.QueryValueKeyShards },
            new("decoder.layers.{layer}.self_attention.output.*", "h.{layer}.attn.out_proj.*"),
        ],
        Dropped = [.. Gptj.Family.Dropped, "h.{layer}.attn.causal_mask"],
    };
}
