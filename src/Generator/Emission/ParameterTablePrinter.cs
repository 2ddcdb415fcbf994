using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>
/// Prints the method that lists a model's parameters; the repetitions of a block are a loop, so the list does not grow with layers.
/// </summary>
internal static class ParameterTablePrinter
{
    public static void Print(SourceWriter writer, ImmutableArray<ParameterBlock> blocks)
    {
        writer.WriteSummary("Every parameter in the order of the arena: canonical name, shape in files, place in memory.");

        using (writer.WriteBlock("private static ImmutableArray<ParameterInfo> CreateParameters()"))
        {
            int count = blocks.Sum(static block => block.Entries.Length * block.Repetitions);
            writer.WriteLine($"ImmutableArray<ParameterInfo>.Builder parameters = ImmutableArray.CreateBuilder<ParameterInfo>({count});");

            foreach (ParameterBlock block in blocks)
            {
                writer.WriteLine();
                PrintBlock(writer, block);
            }

            writer.WriteLine();
            writer.WriteLine("return parameters.MoveToImmutable();");
        }
    }

    private static void PrintBlock(SourceWriter writer, ParameterBlock block)
    {
        if (block.Repetitions == 1)
        {
            foreach (ParameterEntry entry in block.Entries)
            {
                long copies = entry.IsCopyShared ? 0 : block.CopyBase;
                PrintEntry(
                    writer,
                    entry,
                    $"\"{entry.Name.Replace("{0}", $"{block.First}")}\"",
                    Literal.Integer(block.Base + entry.Offset),
                    Literal.Integer(copies + (entry.CopyOffset ?? 0)));
            }

            return;
        }

        using (writer.WriteBlock($"for (uint layer = 0; layer < {block.Repetitions}; layer++)"))
        {
            writer.WriteLine($"nuint at = {Literal.Integer(block.Base)} + (layer * (nuint){Literal.Integer(block.Stride)});");

            if (block.CopyStride > 0)
            {
                writer.WriteLine(
                    $"nuint copies = {Literal.Integer(block.CopyBase)} + (layer * (nuint){Literal.Integer(block.CopyStride)});");
            }

            foreach (ParameterEntry entry in block.Entries)
            {
                PrintEntry(
                    writer,
                    entry,
                    $"$\"{entry.Name.Replace("{0}", block.First == 0 ? "{layer}" : $"{{layer + {block.First}}}")}\"",
                    Behind("at", entry.Offset),
                    Behind("copies", entry.CopyOffset ?? 0));
            }
        }
    }

    private static string Behind(string start, long offset) => offset == 0 ? start : $"{start} + {Literal.Integer(offset)}";

    private static void PrintEntry(SourceWriter writer, ParameterEntry entry, string name, string offset, string copy)
    {
        using (writer.WriteBlock("parameters.Add(new ParameterInfo", "});"))
        {
            writer.WriteLine($"Name = {name},");

            string[] axes = ["First", "Second"];

            foreach ((string axis, (int groups, int size)) in axes.Zip(entry.Axes, static (axis, shape) => (axis, shape)))
            {
                writer.WriteLine($"{axis} = new ParameterAxis({groups}, {size}),");
            }

            if (entry.IsTransposed)
            {
                writer.WriteLine("Transposed = true,");
            }

            writer.WriteLine($"Offset = {offset},");
            writer.WriteLine($"Rows = {entry.Rows},");

            if (entry.CopyOffset is not null)
            {
                writer.WriteLine($"CopyOffset = {copy},");
                writer.WriteLine($"CopyRows = {entry.CopyRows},");
            }

            string start = $"ParameterDistribution.{entry.Start.Distribution}, {Literal.Float(entry.Start.Scale)}";
            writer.WriteLine($"Initialization = new ParameterInitialization({start}),");
        }
    }
}
