using Weft.Generator.Emission;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>The generated files of a model, or the failure to generate them.</summary>
internal sealed record ModelOutput(EquatableArray<GeneratedSource> Sources, EquatableArray<SpecificationProblem> Problems);
