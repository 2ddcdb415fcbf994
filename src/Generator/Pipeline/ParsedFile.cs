using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>What became of a spec file.</summary>
/// <param name="Path">The path the compiler was given.</param>
/// <param name="Result">The model or its problems.</param>
/// <param name="Weights">The weights that the build embeds; null for none.</param>
internal sealed record ParsedFile(string Path, SpecificationResult Result, EmbeddedWeights? Weights = null);
