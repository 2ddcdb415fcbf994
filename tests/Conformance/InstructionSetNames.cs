using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Weft.Generator.Specification;

namespace Weft.Conformance;

/// <summary>The instruction sets as specs and options name them.</summary>
internal static class InstructionSetNames
{
    private static readonly Dictionary<string, InstructionSets> ByName = new()
    {
        ["avx512"] = InstructionSets.Avx512,
        ["avx2"] = InstructionSets.Avx2,
        ["neon"] = InstructionSets.Neon,
        ["portable"] = InstructionSets.Portable,
    };

    /// <summary>The names, best first.</summary>
    public static IEnumerable<string> All => ByName.Keys;

    /// <summary>The best set that this machine has.</summary>
    public static InstructionSets OfThisMachine =>
        Avx512F.IsSupported && Avx512DQ.IsSupported ? InstructionSets.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? InstructionSets.Avx2
        : AdvSimd.Arm64.IsSupported ? InstructionSets.Neon
        : InstructionSets.Portable;

    /// <summary>The set of a name; false for a name that is none.</summary>
    public static bool TryParse(string name, out InstructionSets set) => ByName.TryGetValue(name, out set);

    /// <summary>The names of some sets.</summary>
    public static string Of(InstructionSets sets) =>
        string.Join(", ", ByName.Where(item => (sets & item.Value) != 0).Select(static item => item.Key));
}
