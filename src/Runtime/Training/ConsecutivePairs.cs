using System;
using System.Linq;

namespace Weft;

/// <summary>All sentence pairs in order, each once. What a model is evaluated on.</summary>
public sealed class ConsecutivePairs : IBatchSource
{
    private readonly SentencePairs _pairs;
    private readonly PairPacking _packing;
    private readonly int[] _order;
    private int _position;

    /// <param name="pairs">What to evaluate on.</param>
    /// <param name="tokens">Tokens of a batch at most, on either side.</param>
    /// <param name="sequences">Pairs of a batch at most.</param>
    /// <exception cref="ArgumentException">A sentence is longer than a batch.</exception>
    public ConsecutivePairs(SentencePairs pairs, int tokens, int sequences = int.MaxValue)
    {
        _packing = new PairPacking(pairs, tokens, sequences);
        _pairs = pairs;
        _order = [.. Enumerable.Range(0, pairs.Count)];
    }

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int end = _packing.EndOfBatch(_order, _position);
        bool any = end > _position;
        _packing.Fill(batch, _order.AsSpan(_position..end));
        _position = end;

        return any;
    }

    /// <inheritdoc/>
    public void Restart() => _position = 0;

    /// <inheritdoc/>
    public byte[] SaveState() => PairState.Save(_pairs, _packing, seed: 0, epoch: 0, _position);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => _position = PairState.Restore(state, _pairs, _packing).Position;
}
