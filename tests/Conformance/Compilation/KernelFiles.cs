using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;

namespace Weft.Conformance.Compilation;

/// <summary>The files of kernels that have no model around them, only what calls them.</summary>
internal static class KernelFiles
{
    /// <summary>What the file that calls them opens.</summary>
    public static string[] Usings => ["System", "System.Runtime.CompilerServices", ModelIdentity.KernelNamespace];

    /// <summary>Writes their interface, as that of a model, and them.</summary>
    public static IEnumerable<GeneratedSource> Write(ModelSpecification specification, KernelSet kernels)
    {
        InstructionSet[] sets = [.. TargetSelection.Of(specification.InstructionSets)];

        return
        [
            KernelInterfacePrinter.Print(ModelIdentity.Of(specification), kernels.Entries.Select(static kernel => (kernel, Enumerable.Empty<string>())), sets, []),
            .. sets.SelectMany(kernels.Methods).Select(KernelPrinter.Print),
        ];
    }
}
