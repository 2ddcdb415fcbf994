using System;

namespace Weft;

/// <summary>
/// The weights of one attention head over a sequence, [queries, keys]: row q has what position q takes of each key, the softmax of its
/// scores. Rows add up to 1; a key that the query does not see, behind a causal mask or outside a window, has 0. A view of the session's
/// memory: the next call of the session may overwrite it.
/// </summary>
public readonly unsafe ref struct AttentionMap
{
    private readonly float* _weights;
    private readonly int _stride;

    internal AttentionMap(float* weights, int stride, int queries, int keys)
    {
        _weights = weights;
        _stride = stride;
        this.Queries = queries;
        this.Keys = keys;
    }

    /// <summary>Rows: the positions that look.</summary>
    public int Queries { get; }

    /// <summary>Columns: the positions that are looked at.</summary>
    public int Keys { get; }

    /// <summary>The weights of a query, <see cref="Keys"/> of them.</summary>
    /// <param name="query">The position, 0 to <see cref="Queries"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<float> this[int query]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(query);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(query, this.Queries);

            return new ReadOnlySpan<float>(_weights + ((nint)query * _stride), this.Keys);
        }
    }

    /// <summary>Copies all weights, row by row.</summary>
    /// <param name="destination">Receives [queries, keys], <see cref="Queries"/> times <see cref="Keys"/> floats.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < (long)this.Queries * this.Keys)
        {
            throw new ArgumentException(
                $"{this.Queries} x {this.Keys} weights need {(long)this.Queries * this.Keys} floats; {destination.Length} were given.",
                nameof(destination));
        }

        for (int query = 0; query < this.Queries; query++)
        {
            this[query].CopyTo(destination[(query * this.Keys)..]);
        }
    }
}
