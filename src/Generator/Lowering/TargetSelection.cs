using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>Which instruction sets a spec's `instruction_sets` names.</summary>
internal static class TargetSelection
{
    /// <summary>The sets that a spec asks for, best first.</summary>
    public static IEnumerable<InstructionSet> Of(InstructionSets sets) => InstructionSet.All.Where(set => (sets & KeyOf(set)) != 0);

    /// <summary>How a spec asks for a set.</summary>
    public static InstructionSets KeyOf(InstructionSet set) => set switch
    {
        Avx512 => InstructionSets.Avx512,
        Avx2 => InstructionSets.Avx2,
        Neon => InstructionSets.Neon,
        Portable => InstructionSets.Portable,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set.Name, "No spec can ask for this instruction set."),
    };
}
