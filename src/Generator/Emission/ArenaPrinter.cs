using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints the map of an arena as a comment: a line for every region, its parts below it with offsets of their own.</summary>
internal static class ArenaPrinter
{
    private const string Heading = "floats";

    public static void Print(SourceWriter writer, ArenaMap map)
    {
        List<(string Offset, string Bytes, string Text)> lines =
            map.Regions.SelectMany(LinesOf).Prepend((Heading, "bytes", "pass.Activations")).ToList();
        int offsets = lines.Max(static line => line.Offset.Length);
        int bytes = lines.Max(static line => line.Bytes.Length);

        foreach (string line in map.Legend)
        {
            writer.WriteComment(line);
        }

        writer.WriteLine("//");

        foreach ((string offset, string size, string text) in lines)
        {
            writer.WriteLine($"// {offset.PadLeft(offsets)}  {size.PadLeft(bytes)}  {text}");
        }
    }

    private static IEnumerable<(string Offset, string Bytes, string Text)> LinesOf(ArenaRegion region) =>
        region.Parts.Select(static part => ($"+ {Literal.Integer(part.Offset)}", BytesOf(part), $"  {part.Text}"))
            .Prepend((Literal.Integer(region.Offset), BytesOf(region), region.Text));

    private static string BytesOf(ArenaRegion region) => (region.Floats * sizeof(float)).ToString("N0", CultureInfo.InvariantCulture);
}
