using System;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>From which text what is too much is taken.</summary>
public enum TruncationStrategy
{
    /// <summary>From the longer one, and when both are equally long from both.</summary>
    LongestFirst,

    /// <summary>From the first.</summary>
    OnlyFirst,

    /// <summary>From the second.</summary>
    OnlySecond,
}

/// <summary>How sequences are cut that are longer than a model takes.</summary>
public sealed record Truncation
{
    /// <summary>The most tokens of a sequence, special ones and both texts together.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>Which text is cut.</summary>
    public TruncationStrategy Strategy { get; init; }

    /// <summary>Whether texts lose their beginning and not their end.</summary>
    public bool FromLeft { get; init; }

    /// <summary>
    /// Leaves of a text the pieces that reach the maximum. The library looks up no more, and so it takes texts for as long as these when it
    /// compares the lengths of two.
    /// </summary>
    /// <param name="ids">The ids of the text.</param>
    /// <param name="pieceEnds">The number of ids after each piece.</param>
    internal void LeavePieces(List<int> ids, List<int> pieceEnds)
    {
        if (!this.FromLeft)
        {
            int end = pieceEnds.Find(end => end >= this.MaximumLength);
            this.Cut(ids, end == 0 ? ids.Count : end);

            return;
        }

        // From the right, a piece ends where the one before it does, and tokens that stand in the text in between count as well.
        for (int i = pieceEnds.Count - 1; i > 0; i--)
        {
            if (ids.Count - pieceEnds[i - 1] >= this.MaximumLength)
            {
                this.Cut(ids, ids.Count - pieceEnds[i - 1]);

                return;
            }
        }
    }

    /// <summary>Cuts one text or two to what is left beside special tokens.</summary>
    /// <exception cref="ArgumentException">The text that is to be cut is too short for it.</exception>
    internal void Apply(List<int> first, List<int>? second, int special)
    {
        int room = Math.Max(0, this.MaximumLength - special);
        int excess = first.Count + (second?.Count ?? 0) - room;

        if (excess <= 0)
        {
            return;
        }

        if (this.Strategy == TruncationStrategy.LongestFirst)
        {
            this.CutLongest(first, second, room);

            return;
        }

        List<int>? target = this.Strategy == TruncationStrategy.OnlyFirst ? first : second;

        if (target is null || target.Count <= excess)
        {
            throw new ArgumentException($"{excess} tokens are too many, and the strategy {this.Strategy} has no text to take them from.");
        }

        this.Cut(target, target.Count - excess);
    }

    private void CutLongest(List<int> first, List<int>? second, int room)
    {
        if (second is null)
        {
            this.Cut(first, room);

            return;
        }

        int shorter = Math.Min(first.Count, second.Count);
        int longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);

        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + (room % 2);
        }

        bool isFirstLonger = first.Count > second.Count;
        this.Cut(first, isFirstLonger ? longer : shorter);
        this.Cut(second, isFirstLonger ? shorter : longer);
    }

    private void Cut(List<int> ids, int length)
    {
        if (ids.Count > length)
        {
            ids.RemoveRange(this.FromLeft ? 0 : length, ids.Count - length);
        }
    }
}
