using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>What became of one spec file.</summary>
/// <param name="Specification">The model; null when there are problems.</param>
/// <param name="Problems">Every problem found, in the order of the file; empty when there is a model.</param>
/// <param name="ModelLocation">Where `model` names the class, or the start of the file.</param>
internal sealed record SpecificationResult(
    ModelSpecification? Specification, EquatableArray<SpecificationProblem> Problems, SpecificationLocation ModelLocation)
{
    /// <summary>Where the values of the top keys are, in the order of the documentation: what fails after reading points there.</summary>
    public EquatableArray<KeyPlace> Places { get; init; } = EquatableArray<KeyPlace>.Empty;

    /// <summary>Where the patterns of `training.train` are, in their order.</summary>
    public EquatableArray<SpecificationLocation> TrainedPlaces { get; init; } = EquatableArray<SpecificationLocation>.Empty;
}

/// <summary>Where the value of a key is.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Location">The place.</param>
internal sealed record KeyPlace(string Key, SpecificationLocation Location);
