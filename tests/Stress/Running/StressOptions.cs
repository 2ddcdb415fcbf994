using Weft.Generator.Specification;

namespace Weft.Stress.Running;

/// <summary>What a command asks for.</summary>
/// <param name="Seed">The seed of the first case; each further one has the next.</param>
/// <param name="Count">The most cases.</param>
/// <param name="Seconds">No case starts later; 0 for no limit.</param>
/// <param name="InstructionSet">What kernels are compiled for.</param>
/// <param name="SpecificationPath">The only specification to run, in the place of drawn ones; null for drawn ones.</param>
/// <param name="ResultPath">Where the result is written as JSON; null for nowhere.</param>
internal sealed record StressOptions(
    int Seed, int Count, int Seconds, InstructionSets InstructionSet, string? SpecificationPath = null, string? ResultPath = null);
