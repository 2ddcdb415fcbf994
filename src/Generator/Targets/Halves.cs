namespace Weft.Generator.Targets;

/// <summary>Two vectors of half the width in the place of one.</summary>
/// <param name="Set">A set with vectors of that width.</param>
/// <param name="Condition">The question whether the processor has the whole ones.</param>
internal sealed record Halves(InstructionSet Set, string Condition);
