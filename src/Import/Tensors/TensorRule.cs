using System;

namespace Weft.Import.Tensors;

/// <summary>
/// Where a parameter stands in a family's files. Names are patterns: <c>{layer}</c> is a layer's number, <c>{expert}</c> an expert's,
/// <c>*</c> at the end is weight or bias. Of several rules for one parameter the first is used whose tensor the files have.
/// </summary>
/// <param name="Target">The canonical name.</param>
/// <param name="Source">The family's name, without the prefix of the base model.</param>
internal sealed record TensorRule(string Target, string Source)
{
    /// <summary>Whether rope pairs column i of a head with column i + d / 2 there; here with its neighbour.</summary>
    public bool HasRotatedHalves { get; init; }

    /// <summary>What else stands in the tensor.</summary>
    public Fusion Fusion { get; init; }

    /// <summary>Whether the tensor has the parameters of all experts: its first dimension is the expert.</summary>
    public bool HasExperts { get; init; }

    /// <summary>Whether a matrix is stored as [in, out].</summary>
    public bool IsTransposed { get; init; }

    /// <summary>Whether a projection of patches is stored as the kernel of a convolution, [out, channels, height, width].</summary>
    public bool IsPatchKernel { get; init; }

    /// <summary>What is added to each element: 1 where a norm's weights are stored as their distance from 1.</summary>
    public float Added { get; init; }

    /// <summary>The values where files may lack the tensor; null where they may not.</summary>
    public Func<Parameter, float[]>? Absent { get; init; }
}

/// <summary>How parameters stand in a tensor that holds several of them, one row after another.</summary>
internal enum Fusion
{
    /// <summary>It holds one.</summary>
    None,

    /// <summary>All queries, all keys, all values.</summary>
    QueryKeyValueBlocks,

    /// <summary>For each head of keys: the heads of queries that look at it, the head of keys, the head of values.</summary>
    QueryKeyValueGroups,

    /// <summary>Four shards, each with a quarter of the queries, of the values and of the keys.</summary>
    QueryValueKeyShards,

    /// <summary>The gate, then what it gates.</summary>
    GateUpBlocks,
}
