using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Weft.Tokenizers;

/// <summary>
/// The tokens of a piece while they are merged: a list linked both ways, and a queue of the merges that are possible, so that n tokens take
/// n log n steps, whatever they are. It is used for one piece after another.
/// </summary>
internal sealed class BpeWord
{
    private const int None = -1;
    private const int Removed = -2;

    // What a piece needed that was much longer than words are is not kept.
    private const int LargestKept = 1 << 12;
    private readonly List<int> _next = [];
    private readonly List<int> _previous = [];
    private PriorityQueue<int, long> _queue = new();

    /// <summary>The tokens: those of the characters to begin with.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>Makes all merges.</summary>
    public void Merge(MergeTable merges)
    {
        this.Link(merges);
        Span<int> tokens = CollectionsMarshal.AsSpan(this.Tokens);
        Span<int> next = CollectionsMarshal.AsSpan(_next);
        Span<int> previous = CollectionsMarshal.AsSpan(_previous);

        while (_queue.TryDequeue(out int merged, out long priority))
        {
            int left = (int)(priority & int.MaxValue);
            int right = tokens[left] == Removed ? None : next[left];

            // An entry is outdated where a merge before it took one of its tokens.
            if (right == None || !merges.TryGet(tokens[left], tokens[right], out Merge merge) || merge.Token != merged)
            {
                continue;
            }

            tokens[left] = merged;
            tokens[right] = Removed;
            next[left] = next[right];

            if (next[left] != None)
            {
                previous[next[left]] = left;
                this.Enqueue(merges, left, merged, tokens[next[left]]);
            }

            if (previous[left] != None)
            {
                this.Enqueue(merges, previous[left], tokens[previous[left]], merged);
            }
        }
    }

    /// <summary>Adds what is left of the tokens to ids, and is empty again.</summary>
    public void MoveTo(List<int> ids)
    {
        foreach (int token in this.Tokens)
        {
            if (token != Removed)
            {
                ids.Add(token);
            }
        }

        this.Tokens.Clear();

        if (this.Tokens.Capacity > LargestKept)
        {
            _next.Clear();
            _previous.Clear();
            this.Tokens.Capacity = _next.Capacity = _previous.Capacity = 0;
            _queue = new PriorityQueue<int, long>();
        }
    }

    private void Link(MergeTable merges)
    {
        int count = this.Tokens.Count;
        CollectionsMarshal.SetCount(_next, count);
        CollectionsMarshal.SetCount(_previous, count);

        for (int i = 0; i < count; i++)
        {
            _previous[i] = i - 1;
            _next[i] = i + 1 < count ? i + 1 : None;

            if (i + 1 < count)
            {
                this.Enqueue(merges, i, this.Tokens[i], this.Tokens[i + 1]);
            }
        }
    }

    private void Enqueue(MergeTable merges, int place, int left, int right)
    {
        if (merges.TryGet(left, right, out Merge merge))
        {
            _queue.Enqueue(merge.Token, ((long)merge.Rank << 32) | (uint)place);
        }
    }
}
