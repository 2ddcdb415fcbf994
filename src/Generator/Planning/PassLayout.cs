namespace Weft.Generator.Planning;

/// <summary>What the calls of a pass need to know of its arena.</summary>
/// <param name="Rows">The rows of its activations.</param>
/// <param name="PositionOffset">The table of positions, in floats from the arena's start.</param>
/// <param name="LongestSequence">Rows of the longest sequence.</param>
internal sealed record PassLayout(RowLayout Rows, long PositionOffset, int LongestSequence);
