using System;

namespace Weft;

/// <summary>How many pairs a batch takes: rows are packed without padding, and either side has its limit.</summary>
internal sealed class PairPacking
{
    private readonly SentencePairs _pairs;

    /// <exception cref="ArgumentException">A sentence is longer than a batch.</exception>
    public PairPacking(SentencePairs pairs, int tokens, int sequences)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequences);

        if (tokens < pairs.LongestSequence)
        {
            throw new ArgumentException(
                $"A batch of {tokens} tokens has no room for the longest sentence, which has {pairs.LongestSequence}.", nameof(tokens));
        }

        _pairs = pairs;
        this.Tokens = tokens;
        this.Sequences = sequences;
    }

    /// <summary>Tokens of a batch, on either side.</summary>
    public int Tokens { get; }

    /// <summary>Pairs of a batch.</summary>
    public int Sequences { get; }

    /// <summary>The end of the batch that begins at <paramref name="start"/>: one pair or more.</summary>
    /// <param name="order">The pairs in the order of packing.</param>
    /// <param name="start">Where the batch begins in <paramref name="order"/>.</param>
    public int EndOfBatch(ReadOnlySpan<int> order, int start)
    {
        long source = 0;
        long target = 0;
        int end = start;

        while (end < order.Length && end - start < this.Sequences)
        {
            source += _pairs.SourceLength(order[end]);
            target += _pairs.TargetLength(order[end]);

            if (Math.Max(source, target) > this.Tokens)
            {
                break;
            }

            end++;
        }

        return end;
    }

    /// <summary>Fills a batch with pairs.</summary>
    public void Fill(Batch batch, ReadOnlySpan<int> order)
    {
        foreach (int pair in order)
        {
            _pairs.AddTo(batch, pair);
        }
    }
}
