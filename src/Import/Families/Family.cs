using System;
using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>A family of models: how its configuration becomes a specification, and where its files hold the parameters.</summary>
internal sealed record Family
{
    private const int MostLayers = 10_000;

    /// <summary>What <c>model_type</c> says.</summary>
    public required string ModelType { get; init; }

    /// <summary>The classes that <c>architectures</c> may name.</summary>
    public required ImmutableArray<string> Architectures { get; init; }

    /// <summary>Reads the configuration.</summary>
    public required Func<ConfigurationSection, ImportedSpecification> Specify { get; init; }

    /// <summary>Where parameters stand.</summary>
    public required ImmutableArray<TensorRule> Tensors { get; init; }

    /// <summary>
    /// What the names of a decoder's classifiers begin with; null where there are none, and for encoders, which list theirs with the
    /// others.
    /// </summary>
    public string? ClassifierStem { get; init; }

    /// <summary>The classes that <c>architectures</c> may name, classifiers included.</summary>
    public ImmutableArray<string> Classes =>
        this.ClassifierStem is null ? this.Architectures : [.. this.Architectures, .. DecoderHead.ClassesOf(this.ClassifierStem)];

    /// <summary>Where parameters stand, those of classifiers included.</summary>
    public ImmutableArray<TensorRule> Rules => this.ClassifierStem is null ? this.Tensors : [.. this.Tensors, .. DecoderHead.Tensors];

    /// <summary>What may stand before the names of the base model.</summary>
    public ImmutableArray<string> Prefixes { get; init; } = [];

    /// <summary>Buffers that files carry and no model needs: masks, wave lengths, positions.</summary>
    public ImmutableArray<string> Dropped { get; init; } = [];

    /// <summary>Parameters of heads that a specification has no words for: an import says that it leaves them out.</summary>
    public ImmutableArray<string> Heads { get; init; } = [];

    /// <summary>Copies of the embedding that files may carry beside it where it is the output too.</summary>
    public ImmutableArray<string> TiedOutputs { get; init; } = ["lm_head.weight"];

    /// <summary>Reads the configuration, with the head that its class has.</summary>
    /// <exception cref="ImportException">A key has a value that is not supported.</exception>
    public ImportedSpecification Read(ConfigurationSection config)
    {
        ImportedSpecification specification = this.Specify(config);

        // Each layer has names of its own: lists of them are made before anything is read.
        if (Math.Max(specification.EncoderLayers, specification.DecoderLayers) > MostLayers || specification.Experts?.Count > MostLayers)
        {
            throw config.TooMany("layers or experts", MostLayers);
        }

        return specification.Architecture == "decoder" ? DecoderHead.Add(specification, config) : specification;
    }
}
