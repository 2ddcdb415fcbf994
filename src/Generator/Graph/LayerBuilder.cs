using System;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>The sublayers of a layer with their norms and residual connections, as the spec places them.</summary>
/// <param name="specification">The spec.</param>
/// <param name="builder">Where the nodes go.</param>
/// <param name="hasFirstNorm">Whether a norm stands before attention where one is placed there.</param>
internal sealed class LayerBuilder(ModelSpecification specification, BlockBuilder builder, bool hasFirstNorm)
{
    private const string Attention = "self_attention";
    private const string Recurrence = "gru";
    private const string CrossAttention = "cross_attention";
    private const string FeedForward = "feed_forward";

    /// <summary>The biases of relative positions, which all layers of a stack share; null where scores have none.</summary>
    public Parameter? RelativeBias { get; init; }

    /// <summary>One sublayer after another. Vaswani et al. 2017.</summary>
    public Value InSequence(Value input, Value? memory)
    {
        Value stream = this.Sublayer(this.Mixer, this.MixerSum, input, this.Mix);

        if (memory is not null)
        {
            stream = this.Sublayer(
                CrossAttention, "crossAttentionSum", stream,
                (value, residual) => builder.CrossAttention(CrossAttention, value, memory, residual));
        }

        return this.Sublayer(
            FeedForward, "feedForwardSum", stream, (value, residual) => builder.FeedForward(FeedForward, value, residual));
    }

    /// <summary>
    /// Attention, or what stands in its place, and the feed-forward network beside one another. Wang and Komatsuzaki 2021.
    /// </summary>
    public Value InParallel(Value input)
    {
        // The norms come first: what reads the stream after a residual connection would lose its gradient.
        Value normed = builder.Norm($"{this.Mixer}_norm", input);
        Value other = specification.ParallelSublayers == ParallelSublayers.TwoNorms ? builder.Norm($"{FeedForward}_norm", input) : normed;

        return builder.FeedForward(FeedForward, other, this.Mix(normed, input));
    }

    private string Mixer => specification.IsRecurrent ? Recurrence : Attention;

    private string MixerSum => specification.IsRecurrent ? "recurrenceSum" : "attentionSum";

    // What mixes the tokens of a sequence.
    private Value Mix(Value input, Value? residual) => specification.Mixer switch
    {
        Specification.Mixer.Attention => builder.SelfAttention(Attention, input, residual, this.RelativeBias),
        Specification.Mixer.Gru => builder.Recurrence(Recurrence, input, residual),
        _ => throw new InvalidOperationException($"{specification.Mixer} mixes no tokens."),
    };

    private Value Sublayer(string name, string sum, Value stream, Func<Value, Value?, Value> sublayer)
    {
        string before = $"{name}_norm";
        string behind = $"{name}_output_norm";

        return specification.NormPlacement switch
        {
            NormPlacement.Pre when name == this.Mixer && !hasFirstNorm => sublayer(stream, stream),
            NormPlacement.Pre => sublayer(builder.Norm(before, stream), stream),
            NormPlacement.Post => builder.Norm(before, sublayer(stream, stream)),
            NormPlacement.Sandwich => builder.Norm(behind, sublayer(builder.Norm(before, stream), null), stream, sum),
            NormPlacement.Output => builder.Norm(behind, sublayer(stream, null), stream, sum),
            _ => throw new InvalidOperationException($"{specification.NormPlacement} is no place of a norm."),
        };
    }
}
