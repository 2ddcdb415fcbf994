using System;
using System.Collections.Immutable;
using Weft.Import.Families;
using Weft.Import.Tensors;

namespace Weft.Import.Gguf;

/// <summary>
/// An architecture of GGUF files: the family that it is one of, what its keys are called in the family's config.json, and where its
/// tensors stand.
/// </summary>
/// <param name="Name">What <c>general.architecture</c> says.</param>
/// <param name="Family">The family, whose configuration the keys become.</param>
internal sealed record GgufArchitecture(string Name, Family Family)
{
    /// <summary>Its keys.</summary>
    public required ImmutableArray<GgufKey> Keys { get; init; }

    /// <summary>Keys of the configuration that follow from a tensor's being there.</summary>
    public ImmutableArray<(string Key, string Tensor)> Presences { get; init; } = [];

    /// <summary>Where parameters stand.</summary>
    public required ImmutableArray<TensorRule> Tensors { get; init; }

    /// <summary>
    /// The number of layers of a model that divides scores by the root of d_model / heads, where all others take the columns of a head.
    /// </summary>
    public int? LayersOfWideScores { get; init; }

    /// <summary>The family with the names of GGUF's tensors.</summary>
    public Family ToFamily() => this.Family with
    {
        ModelType = this.Name,
        Architectures = [],
        Specify = static config => throw new NotSupportedException(),
        Tensors = this.Tensors,
        Prefixes = [],
        Dropped = [GgufRope.FactorsTensor],
        Heads = [],
        TiedOutputs = ["output.weight"],
    };
}

/// <summary>A key of an architecture.</summary>
/// <param name="Name">The key, without the name of the architecture.</param>
/// <param name="Key">What it is called in config.json.</param>
/// <param name="Kind">What stands behind it.</param>
internal sealed record GgufKey(string Name, string Key, GgufKeyKind Kind);

/// <summary>What stands behind a key.</summary>
internal enum GgufKeyKind
{
    /// <summary>A whole number, which must be there.</summary>
    Whole,

    /// <summary>A whole number, or nothing.</summary>
    OptionalWhole,

    /// <summary>A whole number, where nothing and 0 mean the same.</summary>
    WholeUnlessZero,

    /// <summary>A number, which must be there.</summary>
    Number,

    /// <summary>A number, or nothing.</summary>
    OptionalNumber,
}
