using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Lowering;

/// <summary>Blocks in words, for the summaries of their methods.</summary>
internal static class BlockSummaries
{
    public static string Forward(Block block) =>
        block.Input is null ? ToStream(block) :
        block.Output is null ? "The residual stream to logits and losses." :
        block.Forward.OfType<Attention>().Count() > 1
            ? "One layer: self-attention, cross-attention to the encoder's output and feed-forward, each around the residual stream."
            : $"One layer: {MixerOf(block)} and feed-forward, each around the residual stream.";

    public static string Backward(Block block) =>
        block.Input is null && IsOfImages(block) ? "The residual stream's gradient to the projection of patches and to positions." :
        block.Input is null ? "The residual stream's gradient to the tables." :
        block.Output is null ? "The logits' gradient to the residual stream's." :
        "One layer backward: from the gradient of its output to that of its input and of its parameters.";

    public static string Encode(Block block) =>
        block.Memory is not null ? "The encoder's output to the keys and values of a decoder layer's cross-attention." :
        block.Input is null ? ToStream(block) :
        block.Output is null ? "The residual stream to logits." :
        block.Forward.OfType<Attention>().Any() ? "One layer: self-attention and feed-forward, each around the residual stream." :
        "The norm after the last layer.";

    public static string Decode(Block block, bool isRow) =>
        block.Input is null ? $"The {(isRow ? "token" : "tokens")} to the residual stream." :
        block.Output is null ? "The residual stream to logits." :
        IsRecurrent(block) ? $"One layer for {(isRow ? "one position" : "the next position of every slot")}, which the state goes on by." :
        isRow ? "One layer for one position, whose keys and values join the cache." :
        "One layer for the next positions of every slot, whose keys and values join its cache.";

    private static string MixerOf(Block block) => IsRecurrent(block) ? "a gated recurrent unit" : "self-attention";

    private static bool IsRecurrent(Block block) => block.Forward.Any(static node => node is Recurrence);

    private static bool IsOfImages(Block block) => block.Forward.Any(static node => node is Patches);

    private static string ToStream(Block block) => IsOfImages(block)
        ? "Pixels to the residual stream: patches, projected, and positions."
        : "Tokens to the residual stream: embeddings and positions.";

    public static string Prompt(Block block) => block.Input is null
        ? "The tokens to the residual stream."
        : IsRecurrent(block)
        ? "One layer for positions of slots, which their states go on by."
        : "One layer for positions of slots, whose keys and values join their caches.";
}
