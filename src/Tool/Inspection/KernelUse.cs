using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Tool.Inspection;

/// <summary>A kernel and the instruction sets that have it: register tiles differ from set to set, what passes call does not.</summary>
/// <param name="Family">The kind of kernel that it is.</param>
/// <param name="Name">The method.</param>
/// <param name="InstructionSets">As in the names of files, best first.</param>
internal sealed record KernelUse(string Family, string Name, ImmutableArray<string> InstructionSets)
{
    /// <summary>The kernels of a model, by family and name.</summary>
    public static ImmutableArray<KernelUse> Of(ModelProgram model)
    {
        IEnumerable<KernelUse> uses =
            from set in model.Targets
            from kernel in model.Kernels.Of(set)
            group set.Name by (kernel.Family, kernel.Name) into sets
            select new KernelUse(sets.Key.Family, sets.Key.Name, [.. sets]);

        return [.. uses.OrderBy(static use => use.Family, StringComparer.Ordinal).ThenBy(static use => use.Name, StringComparer.Ordinal)];
    }
}
