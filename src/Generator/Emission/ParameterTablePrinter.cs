using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>
/// Prints the method that lists a model's parameters; the repetitions of a block are a loop, and so are experts: the list does not grow
/// with them.
/// </summary>
internal static class ParameterTablePrinter
{
    // Where an entry's name has the number of its layer.
    private const string LayerPlace = "{0}";

    public static void Print(SourceWriter writer, ImmutableArray<ParameterBlock> blocks)
    {
        writer.WriteSummary("Every parameter in the order of the arena: canonical name, shape in files, place in memory.");

        using (writer.WriteBlock("private static ImmutableArray<ParameterInfo> CreateParameters()"))
        {
            int count = blocks.Sum(static block => block.Entries.Sum(static entry => entry.Experts) * block.Repetitions);
            writer.WriteLine($"ParameterInfo[] parameters = new ParameterInfo[{count}];");
            writer.WriteLine("int next = 0;");

            foreach (ParameterBlock block in blocks)
            {
                writer.WriteLine();
                PrintBlock(writer, block);
            }

            writer.WriteLine();
            writer.WriteLine("return ImmutableCollectionsMarshal.AsImmutableArray(parameters);");
        }
    }

    private static void PrintBlock(SourceWriter writer, ParameterBlock block)
    {
        if (block.Repetitions == 1)
        {
            PrintEntries(writer, block.Entries, entry =>
            {
                long copies = entry.IsCopyShared ? 0 : block.CopyBase;
                string text = entry.Experts > 1 ? "$" : "";
                PrintEntry(
                    writer,
                    entry,
                    $"{text}\"{NameOf(entry.Name.Replace(LayerPlace, $"{block.First}"))}\"",
                    Literal.Size(block.Base + entry.Offset),
                    Literal.Size(copies + (entry.CopyOffset ?? 0)),
                    block.Gradients is (long start, _) ? Literal.Size(start + entry.GradientOffset) : null);
            });

            return;
        }

        using (writer.WriteBlock($"for (uint layer = 0; layer < {block.Repetitions}; layer++)"))
        {
            writer.WriteLine($"nuint at = {Literal.Size(block.Base)} + (layer * (nuint){Literal.Size(block.Stride)});");

            if (block.CopyStride > 0)
            {
                writer.WriteLine(
                    $"nuint copies = {Literal.Size(block.CopyBase)} + (layer * (nuint){Literal.Size(block.CopyStride)});");
            }

            if (block.Gradients is (long start, > 0 and long stride))
            {
                writer.WriteLine($"nuint gradients = {Literal.Size(start)} + (layer * (nuint){Literal.Size(stride)});");
            }

            int prefix = block.Entries[0].Name.IndexOf(LayerPlace, StringComparison.Ordinal) + LayerPlace.Length;
            string layer = block.First == 0 ? "{layer}" : $"{{layer + {block.First}}}";
            writer.WriteLine($"string name = $\"{block.Entries[0].Name.Substring(0, prefix).Replace(LayerPlace, layer)}\";");

            PrintEntries(writer, block.Entries, entry => PrintEntry(
                writer,
                entry,
                $"name + {(entry.Experts > 1 ? "$" : "")}\"{NameOf(entry.Name.Substring(prefix))}\"",
                Behind("at", entry.Offset),
                Behind("copies", entry.CopyOffset ?? 0),
                block.Gradients is null ? null : Behind("gradients", entry.GradientOffset)));
        }
    }

    private static string NameOf(string name) => name.Replace("{1}", "{expert}");

    // In the order of the arena: what an expert has side by side is listed expert by expert.
    private static void PrintEntries(SourceWriter writer, ImmutableArray<ParameterEntry> entries, Action<ParameterEntry> print)
    {
        for (int i = 0; i < entries.Length;)
        {
            ParameterEntry first = entries[i];

            if (first.Experts == 1)
            {
                print(first);
                i++;
                continue;
            }

            ParameterEntry[] side = [.. entries.Skip(i).TakeWhile(entry => entry.Offset < first.Offset + first.ExpertStride)];

            using (writer.WriteBlock($"for (uint expert = 0; expert < {first.Experts}; expert++)"))
            {
                foreach (ParameterEntry entry in side)
                {
                    print(entry);
                }
            }

            i += side.Length;
        }
    }

    private static string OfExpert(string first, long stride) =>
        stride == 0 ? first : $"{first} + (expert * (nuint){Literal.Size(stride)})";

    private static string Behind(string start, long offset) => offset == 0 ? start : $"{start} + {Literal.Size(offset)}";

    // Without a place of its gradient, that of the parameter is the gradient's too.
    private static void PrintEntry(
        SourceWriter writer, ParameterEntry entry, string name, string offset, string copy, string? gradient)
    {
        using (writer.WriteBlock("parameters[next++] = new ParameterInfo", "};"))
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

            writer.WriteLine($"Offset = {OfExpert(offset, entry.ExpertStride)},");
            writer.WriteLine($"Rows = {entry.Rows},");

            if (entry.CopyOffset is not null)
            {
                writer.WriteLine($"CopyOffset = {OfExpert(copy, entry.ExpertCopyStride)},");
                writer.WriteLine($"CopyRows = {entry.CopyRows},");
            }

            if (!entry.IsTrained && gradient is not null)
            {
                writer.WriteLine("IsTrained = false,");
            }
            else if (gradient is not null)
            {
                writer.WriteLine($"GradientOffset = {OfExpert(gradient, entry.ExpertGradientStride)},");
            }

            string start = $"ParameterDistribution.{entry.Start.Distribution}, {Literal.Float(entry.Start.Scale)}";
            writer.WriteLine($"Initialization = new ParameterInitialization({start}),");
        }
    }
}
