using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>The merges of a BPE model: which two tokens become which, and in what order.</summary>
internal sealed class MergeTable(int capacity)
{
    private readonly Dictionary<ulong, Merge> _merges = new(capacity);
    private int _rank;

    /// <summary>Adds a merge; its rank is the number of those before it.</summary>
    public void Add(int left, int right, int merged) => _merges[Key(left, right)] = new Merge(_rank++, merged);

    /// <summary>What two tokens become.</summary>
    public bool TryGet(int left, int right, out Merge merge) => _merges.TryGetValue(Key(left, right), out merge);

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}

/// <summary>A merge: the lower the rank, the sooner.</summary>
internal readonly record struct Merge(int Rank, int Token);
