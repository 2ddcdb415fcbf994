namespace Weft.Generator.Targets;

/// <summary>A vector of constants: two words by turns in even lanes, zeros in the odd ones, (first, 0, second, 0, first, ...).</summary>
/// <param name="Name">The variable that holds it.</param>
/// <param name="First">The word of the first lane.</param>
/// <param name="Second">The word of the third lane.</param>
internal sealed record EvenWords(string Name, uint First, uint Second);
