using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>What became of one spec file.</summary>
/// <param name="Specification">The model; null when there are problems.</param>
/// <param name="Problems">Every problem found, in the order of the file; empty when there is a model.</param>
/// <param name="ModelLocation">Where `model` names the class, or the start of the file.</param>
internal sealed record SpecificationResult(
    ModelSpecification? Specification, EquatableArray<SpecificationProblem> Problems, SpecificationLocation ModelLocation);
