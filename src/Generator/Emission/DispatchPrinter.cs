using System;
using System.Collections.Immutable;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints the choice of an instruction set: once per pass, outside every loop.</summary>
internal static class DispatchPrinter
{
    /// <param name="writer">Where it goes.</param>
    /// <param name="sets">
    /// The sets, best first. The portable vector types run on every processor, only slower: the last set asks nothing.
    /// </param>
    /// <param name="call">The call with the kernels of a set.</param>
    public static void Print(SourceWriter writer, ImmutableArray<InstructionSet> sets, Func<string, string> call)
    {
        for (int i = 0; i < sets.Length; i++)
        {
            string statement = call($"{sets[i].Name}Kernels");

            if (sets.Length == 1)
            {
                writer.WriteLine(statement);
                continue;
            }

            string otherwise = i == 0 ? "" : "else ";

            using (writer.WriteBlock(i == sets.Length - 1 ? "else" : $"{otherwise}if ({sets[i].Condition})"))
            {
                writer.WriteLine(statement);
            }
        }
    }
}
