using System;
using System.Collections.Immutable;
using Weft.Import.Specifications;

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

    /// <summary>Whether the family has no other values than <see cref="Absent"/>: its models compute them.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Dimensions of 1 that stand before the parameter's own in files.</summary>
    public int LeadingOnes { get; init; }

    /// <summary>How the names of the classes end that have the tensor; empty for those that no other rule of the parameter names.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>Which models have the tensor, where models of a family differ in what they call it; null for all.</summary>
    public Func<ImportedSpecification, bool>? Models { get; init; }

    /// <summary>Whether a part of a head stands in the base model, behind its prefix.</summary>
    public bool IsInBase { get; init; }
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
