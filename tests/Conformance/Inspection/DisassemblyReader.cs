using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Weft.Conformance.Inspection;

/// <summary>Reads the kernels in a listing: the JIT's own (<c>DOTNET_JitDisasm</c>), or <c>objdump -d --no-show-raw-insn</c>'s of a native image.</summary>
internal static partial class DisassemblyReader
{
    /// <summary>The kernels, in the order of the listing.</summary>
    public static List<DisassembledMethod> Read(IEnumerable<string> lines)
    {
        List<DisassembledMethod> methods = [];
        Listing? listing = null;

        foreach (string line in lines)
        {
            if (JitHeader().Match(line) is { Success: true } jit)
            {
                Finish(methods, listing);
                listing = Listing.Of(jit.Groups[1].Value);
            }
            else if (ObjectHeader().Match(line) is { Success: true } native)
            {
                Finish(methods, listing);
                listing = Listing.Of(native.Groups[1].Value);
            }
            else
            {
                listing?.Add(line);
            }
        }

        Finish(methods, listing);

        return methods;
    }

    private static void Finish(List<DisassembledMethod> methods, Listing? listing)
    {
        if (listing is not null)
        {
            methods.Add(listing.ToMethod());
        }
    }

    [GeneratedRegex(@"^; Assembly listing for method (\S+?)[\[(]", RegexOptions.CultureInvariant)]
    private static partial Regex JitHeader();

    [GeneratedRegex(@"^[0-9a-f]+ <([^>]+)>:$", RegexOptions.CultureInvariant)]
    private static partial Regex ObjectHeader();

    [GeneratedRegex(@"(Avx512|Avx2|AdvSimd|Portable)Kernels(?::|__)(\w+)$", RegexOptions.CultureInvariant)]
    private static partial Regex KernelName();

    [GeneratedRegex(@"^(G_M\w+):", RegexOptions.CultureInvariant)]
    private static partial Regex JitLabel();

    [GeneratedRegex(@"^\s+(?:([0-9a-f]+):\s+)?([a-z][a-z0-9.]*)(?:\s+(.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Instruction();

    // "jl  SHORT G_M6391_IG03", "jne  a12c3 <Tile+0x183>", "cbnz  x1, 4f0 <Tile+0x20>".
    [GeneratedRegex(@"(G_M\w+)|\b([0-9a-f]+) <", RegexOptions.CultureInvariant)]
    private static partial Regex Destination();

    /// <summary>A kernel while its lines are read.</summary>
    private sealed class Listing(string set, string name)
    {
        private readonly List<(string Mnemonic, string Operands, string? Destination)> _instructions = [];
        private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);

        public static Listing? Of(string method) =>
            KernelName().Match(method) is { Success: true } match ? new Listing(match.Groups[1].Value, match.Groups[2].Value) : null;

        public void Add(string line)
        {
            if (JitLabel().Match(line) is { Success: true } label)
            {
                _labels[label.Groups[1].Value] = _instructions.Count;
            }
            else if (Instruction().Match(line) is { Success: true } match && match.Groups[2].Value is not ("align" or "nop"))
            {
                _labels[match.Groups[1].Value] = _instructions.Count;
                string mnemonic = match.Groups[2].Value;
                string operands = match.Groups[3].Value.Trim();
                Match destination = IsJump(mnemonic) ? Destination().Match(operands) : Match.Empty;
                _instructions.Add((mnemonic, operands, destination.Success ? destination.Groups[1].Value + destination.Groups[2].Value : null));
            }
        }

        public DisassembledMethod ToMethod() => new(set, name, [.. _instructions.Select(item => new MachineInstruction(
            item.Mnemonic, item.Operands, item.Destination is not null && _labels.TryGetValue(item.Destination, out int target) ? target : -1))]);

        private static bool IsJump(string mnemonic) =>
            mnemonic[0] == 'j' || mnemonic is "b" or "cbz" or "cbnz" or "tbz" or "tbnz" || mnemonic.StartsWith("b.", StringComparison.Ordinal);
    }
}
