using System;

namespace Weft;

/// <summary>
/// Sentence pairs in batches of like lengths, as fairseq makes them: in every epoch the pairs are shuffled, sorted by length, cut into
/// batches, and the batches shuffled. Endless; the same seed gives the same batches. Allocates nothing per batch.
/// </summary>
public sealed class ShuffledPairs : IBatchSource
{
    private readonly SentencePairs _pairs;
    private readonly PairPacking _packing;
    private readonly int[] _order;
    private readonly ulong[] _keys;
    private readonly (int Start, int End)[] _batches;
    private ulong _seed;
    private int _next;

    /// <param name="pairs">What to train on.</param>
    /// <param name="tokens">Tokens of a batch at most, on either side.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="sequences">Pairs of a batch at most.</param>
    /// <exception cref="ArgumentException">A sentence is longer than a batch.</exception>
    public ShuffledPairs(SentencePairs pairs, int tokens, ulong seed, int sequences = int.MaxValue)
    {
        _packing = new PairPacking(pairs, tokens, sequences);
        _pairs = pairs;
        _order = new int[pairs.Count];
        _keys = new ulong[pairs.Count];
        _batches = new (int, int)[pairs.Count];
        _seed = seed;
        this.StartEpoch(0);
    }

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <summary>Epochs before the one that the last batch belongs to.</summary>
    public long Epoch { get; private set; }

    /// <summary>Batches of this epoch; the next may have a few more or less.</summary>
    public int EpochBatches { get; private set; }

    /// <summary>Whether the last batch was the last of its epoch.</summary>
    public bool IsEpochOver => _next == this.EpochBatches;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);

        if (this.IsEpochOver)
        {
            this.StartEpoch(this.Epoch + 1);
        }

        (int start, int end) = _batches[_next];
        _packing.Fill(batch, _order.AsSpan(start..end));
        _next++;

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => this.StartEpoch(0);

    /// <inheritdoc/>
    public byte[] SaveState() => PairState.Save(_pairs, _packing, _seed, this.Epoch, _next);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        (ulong seed, long epoch, int next) = PairState.Restore(state, _pairs, _packing);
        _seed = seed;
        this.StartEpoch(epoch);
        _next = Math.Min(next, this.EpochBatches);
    }

    // An epoch is a pure function of the seed and its number: it draws fewer numbers than two for each pair.
    private void StartEpoch(long epoch)
    {
        PhiloxStream random = new(_seed, PhiloxPurpose.Batches, unchecked((ulong)epoch * 2 * (ulong)_pairs.Count));
        this.SortPairs(ref random);
        this.CutBatches();
        Shuffle(_batches.AsSpan(0, this.EpochBatches), ref random);
        this.Epoch = epoch;
        _next = 0;
    }

    // Shuffled, then sorted by target and source length; the shuffled rank makes keys distinct.
    private void SortPairs(ref PhiloxStream random)
    {
        for (int pair = 0; pair < _order.Length; pair++)
        {
            _order[pair] = pair;
        }

        Shuffle(_order.AsSpan(), ref random);

        for (int rank = 0; rank < _order.Length; rank++)
        {
            _keys[rank] = (Key(_pairs.TargetLength(_order[rank])) << 48) | (Key(_pairs.SourceLength(_order[rank])) << 32) | (uint)rank;
        }

        Array.Sort(_keys, _order);
    }

    private void CutBatches()
    {
        this.EpochBatches = 0;

        for (int start = 0; start < _order.Length;)
        {
            int end = _packing.EndOfBatch(_order, start);
            _batches[this.EpochBatches++] = (start, end);
            start = end;
        }
    }

    private static ulong Key(int length) => (ulong)Math.Min(length, ushort.MaxValue);

    // Fisher and Yates, from the end.
    private static void Shuffle<T>(Span<T> items, ref PhiloxStream random)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = (int)random.NextBelow(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
