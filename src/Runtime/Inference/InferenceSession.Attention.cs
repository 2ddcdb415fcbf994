using System;
using System.Linq;

namespace Weft;

/// <content>What attention has seen.</content>
public abstract unsafe partial class InferenceSession
{
    /// <summary>The weights of a head.</summary>
    /// <param name="kind">What attends to what.</param>
    /// <param name="layer">The layer of its stack.</param>
    /// <param name="head">The head.</param>
    /// <param name="place">The slot, or the source sequence.</param>
    /// <param name="queries">Positions that look; none where nothing has been read.</param>
    /// <param name="keys">Positions that are looked at.</param>
    private protected AttentionMap MapOf(AttentionKind kind, int layer, int head, int place, int queries, int keys)
    {
        AttentionState state = this.FindAttention(kind, layer);

        if ((uint)head >= (uint)state.Heads)
        {
            throw new ArgumentOutOfRangeException(
                nameof(head), head, $"{this.Description.Name}: heads are 0 to {state.Heads - 1} (`heads`).");
        }

        if (queries == 0)
        {
            throw new InvalidOperationException(
                $"{this.Description.Name}: nothing has been read yet whose attention there could be; feed or run the session first.");
        }

        nuint length = (nuint)this.Description.MaxLength;
        nuint map = ((nuint)place * (nuint)state.Heads) + (nuint)head;
        float* weights = this.State.Pointer + state.Offset + ((nuint)(layer - state.FirstLayer) * state.LayerFloats)
            + (map * length * length);

        return new AttentionMap(weights, this.Description.MaxLength, queries, keys);
    }

    /// <summary>What positions of a source sequence have seen of one another.</summary>
    private protected AttentionMap SourceMapOf(int layer, int head, int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);

        if (this.Source.Count > 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, this.Source.Count);
        }

        int length = this.Source.Count > 0 ? this.Source.Lengths[sequence] : 0;

        return this.MapOf(AttentionKind.Encoder, layer, head, sequence, length, length);
    }

    private AttentionState FindAttention(AttentionKind kind, int layer)
    {
        if (this.Layout.Attention.IsEmpty)
        {
            throw new InvalidOperationException(
                $"{this.Description.Name} keeps no attention weights; `inference: {{ attention: true }}` in its specification makes it.");
        }

        int layers = this.Layout.Attention.Where(state => state.Kind == kind).Sum(static state => state.Layers);

        return this.Layout.Attention.FirstOrDefault(
                state => state.Kind == kind && layer >= state.FirstLayer && layer - state.FirstLayer < state.Layers)
            ?? throw new ArgumentOutOfRangeException(
                nameof(layer), layer, $"{this.Description.Name}: layers are 0 to {layers - 1} (`layers`).");
    }
}
