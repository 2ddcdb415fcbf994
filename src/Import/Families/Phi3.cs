using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Phi 3: Llama with fused projections. Abdin et al. 2024.</summary>
internal static class Phi3
{
    public static readonly Family Family = new()
    {
        ModelType = "phi3",
        Architectures = ["Phi3ForCausalLM", "Phi3Model"],
        Prefixes = ["model."],
        Specify = static config =>
        {
            // Only a scaling of rope that is not supported has a use for it.
            _ = config.FindInteger("original_max_position_embeddings");

            return Llama.Specify(config) with { Window = WindowReader.ReadEverywhere(config) };
        },
        Tensors = [.. Llama.Outside, .. Llama.PreNorms, .. Projections],
        Dropped = Llama.Buffers,
    };

    private static ImmutableArray<TensorRule> Projections =>
    [
        new("decoder.layers.{layer}.self_attention.query.*", "layers.{layer}.self_attn.qkv_proj.*") { Fusion = Fusion.QueryKeyValueBlocks, HasRotatedHalves = true },
        new("decoder.layers.{layer}.self_attention.key.*", "layers.{layer}.self_attn.qkv_proj.*") { Fusion = Fusion.QueryKeyValueBlocks, HasRotatedHalves = true },
        new("decoder.layers.{layer}.self_attention.value.*", "layers.{layer}.self_attn.qkv_proj.*") { Fusion = Fusion.QueryKeyValueBlocks },
        new("decoder.layers.{layer}.self_attention.output.*", "layers.{layer}.self_attn.o_proj.*"),
        new("decoder.layers.{layer}.feed_forward.gate.*", "layers.{layer}.mlp.gate_up_proj.*") { Fusion = Fusion.GateUpBlocks },
        new("decoder.layers.{layer}.feed_forward.up.*", "layers.{layer}.mlp.gate_up_proj.*") { Fusion = Fusion.GateUpBlocks },
        new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.down_proj.*"),
    ];
}
