using System;
using System.Collections.Immutable;

namespace Weft.Generator.Targets;

/// <summary>
/// An instruction that adds the products of four neighbouring integers of 8 bits to a sum of 32 bits, exactly. Some processors of a set
/// have it, others of the same set do not.
/// </summary>
/// <param name="Set">A set with the vectors that it takes: not always those of the set that has it.</param>
/// <param name="Condition">The question whether the processor has it.</param>
/// <param name="Element">The type of the integers on its left side: those on the right have signs.</param>
/// <param name="Add">A sum with the products of a left and a right side.</param>
/// <param name="TileRows">Rows of its register tiles, the largest first, one last.</param>
internal sealed record QuadProducts(
    InstructionSet Set, string Condition, string Element, Func<string, string, string, string> Add, ImmutableArray<int> TileRows)
{
    /// <summary>Whether integers on the left side have no sign.</summary>
    public bool IsOfUnsigned => this.Element == "byte";

    /// <summary>The method that takes a vector for one of the left side.</summary>
    public string AsElement => this.IsOfUnsigned ? "AsByte" : "AsSByte";
}
