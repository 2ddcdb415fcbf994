using System.Collections.Generic;

namespace Weft.Conformance.Inspection;

/// <summary>The machine code of a kernel.</summary>
/// <param name="Set">The instruction set in its struct's name: <c>Avx2</c>.</param>
/// <param name="Name">The kernel: <c>Tile</c>.</param>
/// <param name="Instructions">Its instructions, in the order of their addresses.</param>
internal sealed record DisassembledMethod(string Set, string Name, IReadOnlyList<MachineInstruction> Instructions);

/// <summary>An instruction.</summary>
/// <param name="Mnemonic"><c>vfmadd231ps</c>.</param>
/// <param name="Operands"><c>ymm0, ymm12, ymmword ptr [rdi+40H]</c>.</param>
/// <param name="Target">The number of the instruction that it jumps to within its method; -1 for none.</param>
internal sealed record MachineInstruction(string Mnemonic, string Operands, int Target);
