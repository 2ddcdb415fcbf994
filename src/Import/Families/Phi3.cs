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
        ClassifierStem = "Phi3",
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
        .. FusedProjections.QueryKeyValue("layers.{layer}.self_attn.qkv_proj.*", Fusion.QueryKeyValueBlocks, hasRotatedHalves: true),
        new("decoder.layers.{layer}.self_attention.output.*", "layers.{layer}.self_attn.o_proj.*"),
        .. FusedProjections.GateUp("layers.{layer}.mlp.gate_up_proj.*"),
        new("decoder.layers.{layer}.feed_forward.down.*", "layers.{layer}.mlp.down_proj.*"),
    ];
}
