using System.Collections.Generic;
using Weft.Generator.Specification;

namespace Weft.Generator.Targets;

/// <summary>What an emitter has to know of one instruction set: its vector, its arithmetic and its register file.</summary>
/// <param name="Set">The member of the spec's `instruction_sets`.</param>
/// <param name="Name">The name in types and file hints: <c>Avx2</c>.</param>
/// <param name="Lanes">Floats in a vector.</param>
/// <param name="Fused">Whether a multiply and an add are one fused operation; without hardware it would be a library call.</param>
/// <param name="TileRows">Rows of a register tile.</param>
/// <param name="SmallTileRows">Rows of the tile for what is left of a block: fewer, yet sums enough to hide the latency of an addition.</param>
/// <param name="TilePanels">16-column panels of a register tile.</param>
/// <param name="Registers">Vector registers.</param>
/// <param name="Condition">The C# expression that asks the processor; null where no question is needed.</param>
internal sealed record InstructionSet(
    InstructionSets Set, string Name, int Lanes, bool Fused, int TileRows, int SmallTileRows, int TilePanels, int Registers, string? Condition)
{
    /// <summary>512-bit vectors: 12 x 32 tiles take 24 of 32 registers. Asked for as Avx512F, for the JIT reports
    /// Vector512.IsHardwareAccelerated false on processors that throttle.</summary>
    public static readonly InstructionSet Avx512 =
        new(InstructionSets.Avx512, "Avx512", 16, true, 12, 4, 2, 32, "Avx512F.IsSupported && Avx512DQ.IsSupported");

    /// <summary>256-bit vectors with fused multiply-add: 6 x 16 tiles take 12 of 16 registers.</summary>
    public static readonly InstructionSet Avx2 = new(InstructionSets.Avx2, "Avx2", 8, true, 6, 4, 1, 16, "Avx2.IsSupported && Fma.IsSupported");

    /// <summary>128-bit vectors with fused multiply-add: 6 x 16 tiles take 24 of 32 registers.</summary>
    public static readonly InstructionSet Neon = new(InstructionSets.Neon, "AdvSimd", 4, true, 6, 2, 1, 32, "AdvSimd.Arm64.IsSupported");

    /// <summary>128-bit vectors, multiply and add apart: runs on every processor, and as plain code without vectors.</summary>
    public static readonly InstructionSet Portable = new(InstructionSets.Portable, "Portable", 4, false, 2, 1, 1, 16, null);

    /// <summary>The most rows at the end of a block that small tiles take: a whole one would be emptier.</summary>
    public int SmallTilesRows => (this.TileRows - 1) / this.SmallTileRows * this.SmallTileRows;

    /// <summary>Whether there are instructions that fetch a cache line, and stores past the caches: the x86 sets alone have them.</summary>
    public bool HasPrefetch => this.Lanes >= 8;

    /// <summary>The vector type: <c>Vector256&lt;float&gt;</c>.</summary>
    public string Vector => $"{this.VectorClass}<float>";

    /// <summary>The class of its operations: <c>Vector256</c>.</summary>
    public string VectorClass => $"Vector{this.Lanes * 32}";

    /// <summary>a x b + c in this set's own arithmetic; a factor that is a sum stands in parentheses.</summary>
    public string MultiplyAdd(string a, string b, string c) =>
        this.Fused ? $"{this.VectorClass}.FusedMultiplyAdd({Bare(a)}, {Bare(b)}, {Bare(c)})" : $"({a} * {b}) + {c}";

    /// <summary>c - a x b in this set's own arithmetic.</summary>
    public string MultiplySubtractFrom(string a, string b, string c) =>
        this.Fused ? $"{this.VectorClass}.FusedMultiplyAdd(-{a}, {b}, {c})" : $"{c} - ({a} * {b})";

    // An argument without the parentheses around all of it.
    private static string Bare(string expression)
    {
        int depth = 0;

        for (int i = 0; i < expression.Length; i++)
        {
            depth += expression[i] == '(' ? 1 : expression[i] == ')' ? -1 : 0;

            if (depth == 0 && i < expression.Length - 1)
            {
                return expression;
            }
        }

        return expression[0] == '(' ? expression.Substring(1, expression.Length - 2) : expression;
    }

    /// <summary>The sets that a spec asks for, best first.</summary>
    public static IEnumerable<InstructionSet> Of(InstructionSets sets)
    {
        foreach (InstructionSet set in new[] { Avx512, Avx2, Neon, Portable })
        {
            if ((sets & set.Set) != 0)
            {
                yield return set;
            }
        }
    }
}
