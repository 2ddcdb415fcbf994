using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Weft.Conformance.Inspection;

/// <summary>What the loops of register tiles come to: a line per instruction set, and one for every instruction that does not belong there.</summary>
internal static class InspectionReport
{
    /// <summary>Inspects a listing.</summary>
    /// <param name="output">Where to print.</param>
    /// <param name="lines">The listing.</param>
    /// <param name="set">The instruction set whose tiles must be there.</param>
    /// <returns>Whether they are, with neither spills nor calls.</returns>
    public static bool Write(TextWriter output, IEnumerable<string> lines, string set)
    {
        TileLoop[] loops = [.. TileLoop.Find(DisassemblyReader.Read(lines)).Where(loop => loop.Set == set)];

        foreach (TileLoop loop in loops.Where(static loop => loop.Problems.Count > 0))
        {
            output.WriteLine($"{loop.Kernel}: {string.Join("; ", loop.Problems)}");
        }

        output.WriteLine(Summarize(set, loops));

        return loops.Length > 0 && loops.All(static loop => loop.Problems.Count == 0);
    }

    /// <summary><c>Avx2: 57 tile loops, 1.42 to 1.67 instructions per multiply-add, ...</c></summary>
    public static string Summarize(string set, IReadOnlyCollection<TileLoop> loops)
    {
        if (loops.Count == 0)
        {
            return $"{set}: no loop of a register tile";
        }

        IEnumerable<double> ratios = loops.Select(static loop => (double)loop.Instructions / loop.MultiplyAdds);

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{set}: {loops.Count} tile loops, {ratios.Min():0.00} to {ratios.Max():0.00} instructions per multiply-add, {loops.Sum(static loop => loop.Problems.Count)} spills and calls");
    }
}
