using System;
using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>A family of models: how its configuration becomes a specification, and where its files hold the parameters.</summary>
internal sealed record Family
{
    /// <summary>What <c>model_type</c> says.</summary>
    public required string ModelType { get; init; }

    /// <summary>The classes that <c>architectures</c> may name.</summary>
    public required ImmutableArray<string> Architectures { get; init; }

    /// <summary>Reads the configuration.</summary>
    public required Func<ConfigurationSection, ImportedSpecification> Specify { get; init; }

    /// <summary>Where parameters stand.</summary>
    public required ImmutableArray<TensorRule> Tensors { get; init; }

    /// <summary>What may stand before the names of the base model.</summary>
    public ImmutableArray<string> Prefixes { get; init; } = [];

    /// <summary>Buffers that files carry and no model needs: masks, wave lengths, positions.</summary>
    public ImmutableArray<string> Dropped { get; init; } = [];

    /// <summary>Parameters of heads that a specification has no words for: an import says that it leaves them out.</summary>
    public ImmutableArray<string> Heads { get; init; } = [];

    /// <summary>Copies of the embedding that files may carry beside it where it is the output too.</summary>
    public ImmutableArray<string> TiedOutputs { get; init; } = ["lm_head.weight"];
}
