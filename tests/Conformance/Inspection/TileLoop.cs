using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Weft.Conformance.Inspection;

/// <summary>A loop of a register tile: an innermost one, full of vector multiply-adds of its instruction set.</summary>
/// <param name="Kernel">The kernel that it is in: <c>Avx2 Tile</c>.</param>
/// <param name="Set">The instruction set.</param>
/// <param name="Instructions">Instructions of one round.</param>
/// <param name="MultiplyAdds">Multiply-adds of one round.</param>
/// <param name="Problems">Instructions that do not belong there: calls, and vectors that are read from the stack or written to it.</param>
internal sealed partial record TileLoop(string Kernel, string Set, int Instructions, int MultiplyAdds, IReadOnlyList<string> Problems)
{
    // The smallest tile, the portable one, has eight accumulators; what has fewer is a border or another kind of loop.
    private const int FewestMultiplyAdds = 8;

    /// <summary>The loops of register tiles in some kernels.</summary>
    public static IEnumerable<TileLoop> Find(IEnumerable<DisassembledMethod> methods) => methods.Where(IsTile).SelectMany(Find);

    // Products and outer products; kernels of attention and of one row keep other things in registers as well.
    private static bool IsTile(DisassembledMethod method) =>
        method.Name.StartsWith("Tile", StringComparison.Ordinal) || method.Name.StartsWith("OuterTile", StringComparison.Ordinal);

    private static IEnumerable<TileLoop> Find(DisassembledMethod method)
    {
        IReadOnlyList<MachineInstruction> all = method.Instructions;
        (int Start, int End)[] loops = [.. Enumerable.Range(0, all.Count).Where(i => all[i].Target >= 0 && all[i].Target <= i).Select(i => (all[i].Target, i))];
        bool hasFrame = all.Any(static item => (item.Mnemonic == "lea" && item.Operands.StartsWith("rbp, [rsp", StringComparison.Ordinal))
            || (item.Mnemonic == "lea" && item.Operands.StartsWith("rbp,[rsp", StringComparison.Ordinal))
            || (item.Mnemonic == "mov" && item.Operands.Replace(" ", "", StringComparison.Ordinal) == "rbp,rsp"));

        foreach ((int start, int end) in loops.Where(loop => !loops.Any(other => other != loop && other.Start >= loop.Start && other.End <= loop.End)))
        {
            MachineInstruction[] body = [.. all.Skip(start).Take(end - start + 1)];
            int multiplyAdds = body.Count(item => IsMultiplyAdd(method.Set, item));

            if (multiplyAdds >= FewestMultiplyAdds)
            {
                yield return new TileLoop(
                    $"{method.Set} {method.Name}", method.Set, body.Length, multiplyAdds,
                    [.. body.Where(item => IsCall(item) || IsSpill(item, hasFrame)).Select(static item => $"{item.Mnemonic} {item.Operands}")]);
            }
        }
    }

    // With the vectors of the set itself: where the processor lacks it, its kernels are halves or quarters that no dispatch chooses.
    private static bool IsMultiplyAdd(string set, MachineInstruction item) => set switch
    {
        "Avx512" => item.Mnemonic.StartsWith("vfmadd", StringComparison.Ordinal) && item.Operands.StartsWith("zmm", StringComparison.Ordinal),
        "Avx2" => item.Mnemonic.StartsWith("vfmadd", StringComparison.Ordinal) && item.Operands.StartsWith("ymm", StringComparison.Ordinal),
        "AdvSimd" => item.Mnemonic == "fmla" && item.Operands.Contains(".4s", StringComparison.Ordinal),
        _ => item.Mnemonic is "vmulps" or "mulps" || (item.Mnemonic == "fmul" && item.Operands.Contains(".4s", StringComparison.Ordinal)),
    };

    private static bool IsCall(MachineInstruction item) => item.Mnemonic is "call" or "bl" or "blr";

    private static bool IsSpill(MachineInstruction item, bool hasFrame) =>
        VectorRegister().IsMatch(item.Operands) && (StackOperand().IsMatch(item.Operands) || (hasFrame && item.Operands.Contains("[rbp", StringComparison.Ordinal)));

    [GeneratedRegex(@"\b([xyz]mm\d+|[qv]\d+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex VectorRegister();

    [GeneratedRegex(@"\[(rsp|sp|x29|fp)\b", RegexOptions.CultureInvariant)]
    private static partial Regex StackOperand();
}
