using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>What families with experts in the place of one feed-forward network have in common.</summary>
internal static class Experts
{
    private const string FeedForward = "decoder.layers.{layer}.feed_forward";
    private const string Module = "layers.{layer}.mlp";

    /// <summary>Experts under the names of a gated feed-forward network each, as most families have them.</summary>
    public static ImmutableArray<TensorRule> Tensors => Named($"{Module}.gate", $"{Module}.experts", "gate_proj", "up_proj", "down_proj");

    /// <summary>
    /// The router and the projections of each expert, alone or those of all experts in one tensor, the gate before what it gates.
    /// </summary>
    /// <param name="router">The router.</param>
    /// <param name="experts">What stands before the number of an expert.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="up">What it gates.</param>
    /// <param name="down">The projection back.</param>
    public static ImmutableArray<TensorRule> Named(string router, string experts, string gate, string up, string down) =>
    [
        new($"{FeedForward}.router.*", $"{router}.*"),
        new($"{FeedForward}.experts.{{expert}}.gate.*", $"{experts}.{{expert}}.{gate}.*"),
        new($"{FeedForward}.experts.{{expert}}.up.*", $"{experts}.{{expert}}.{up}.*"),
        new($"{FeedForward}.experts.{{expert}}.down.*", $"{experts}.{{expert}}.{down}.*"),
        .. AsHeldInMemory,
    ];

    /// <summary>A shared expert with its gate.</summary>
    public static ImmutableArray<TensorRule> Shared =>
    [
        new($"{FeedForward}.shared.gate.*", $"{Module}.shared_expert.gate_proj.*"),
        new($"{FeedForward}.shared.up.*", $"{Module}.shared_expert.up_proj.*"),
        new($"{FeedForward}.shared.down.*", $"{Module}.shared_expert.down_proj.*"),
        new($"{FeedForward}.shared_gate.*", $"{Module}.shared_expert_gate.*"),
    ];

    // As transformers holds them from version 5 on; files are written as before.
    private static ImmutableArray<TensorRule> AsHeldInMemory =>
    [
        new($"{FeedForward}.router.*", $"{Module}.gate.*"),
        .. new[] { "gate", "up" }.Select(static part =>
            new TensorRule($"{FeedForward}.experts.{{expert}}.{part}.weight", $"{Module}.experts.gate_up_proj")
            {
                Fusion = Fusion.GateUpBlocks,
                HasExperts = true,
            }),
        new($"{FeedForward}.experts.{{expert}}.down.weight", $"{Module}.experts.down_proj") { HasExperts = true },
    ];

    /// <summary>How many there are and how they are chosen, where the configuration may ask for unscaled weights.</summary>
    public static ExpertSettings Read(ConfigurationSection config, int usualCount, int usualActive) => new(
        config.FindSize("num_experts", "num_local_experts") ?? usualCount,
        config.FindSize("num_experts_per_tok") ?? usualActive,
        config.Boolean("norm_topk_prob", absent: false));

    /// <summary>That every layer has experts, the only form that a specification has words for.</summary>
    /// <exception cref="ImportException">Some layers have none.</exception>
    public static void RequireEverywhere(ConfigurationSection config)
    {
        if ((config.FindInteger("decoder_sparse_step") ?? 1) != 1)
        {
            throw config.Unsupported("decoder_sparse_step");
        }

        if (!config.Integers("mlp_only_layers").IsEmpty)
        {
            throw config.Unsupported("mlp_only_layers");
        }
    }
}
