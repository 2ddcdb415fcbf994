using System.Collections.Immutable;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>
/// The panels of a register tile: one, or two side by side in a set that <see cref="Targets.InstructionSet.PairsPanels"/>. What belongs to
/// the second has names of its own: <c>sum0x0</c> and <c>sumBeside0x0</c>.
/// </summary>
internal static class TilePanels
{
    private static readonly ImmutableArray<string> One = [""];
    private static readonly ImmutableArray<string> Two = ["", "Beside"];

    /// <summary>What the names of each panel's rows and sums end with.</summary>
    public static ImmutableArray<string> Of(bool isPair) => isPair ? Two : One;

    /// <summary>Declares a row of each panel of a matrix; the second begins as far from the first as a variable says.</summary>
    public static void DeclareRow(KernelWriter writer, bool isPair, string matrix, string apart)
    {
        foreach (string place in Of(isPair))
        {
            writer.DeclareRowAs($"{matrix}{place}", matrix, place.Length > 0 ? [apart] : []);
        }
    }

    /// <summary>Declares the rows of each panel of the output.</summary>
    public static void DeclareOutput(KernelWriter writer, bool isPair, string apart)
    {
        writer.DeclareRows("output");

        if (isPair)
        {
            writer.Declare("float*", "outputBeside", $"&output[{apart}]");
            writer.DeclareRows("outputBeside");
        }
    }
}
