using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Weft.Tool.Inspection;

/// <summary>An inspection as tables for people.</summary>
internal static class InspectionText
{
    private const long Mebibyte = 1 << 20;

    /// <summary>Writes everything.</summary>
    public static void Write(TextWriter writer, ModelInspection model)
    {
        writer.WriteLine($"{model.Model}, {model.Architecture}, {model.Path}, specification {model.Specification}");
        WriteParameters(writer, model.Parameters, model.IsTied);
        WriteMemory(writer, model.Memory);
        WriteOperations(writer, model);
        WriteFiles(writer, model.Files);
        WriteKernels(writer, model);
    }

    private static void WriteParameters(TextWriter writer, ParameterCounts parameters, bool isTied)
    {
        TextTable table = new();
        table.Add("Parameters", "elements");
        table.Add("  embeddings", Number(parameters.Embeddings));
        table.Add("  encoder", Number(parameters.Encoder));
        table.Add("  decoder", Number(parameters.Decoder));
        table.Add(isTied ? "  output, tied to an embedding" : "  output", Number(parameters.Output));
        table.Add("  total", Number(parameters.Total));
        Write(writer, table);
    }

    private static void WriteMemory(TextWriter writer, IEnumerable<MemorySizes> memory)
    {
        foreach (MemorySizes sizes in memory)
        {
            TextTable table = new();
            table.Add($"Memory in {sizes.Use}", "bytes", "MiB");

            string label = sizes.Use == "training" ? "total with one thread" : "total";
            (string, long) total = (label, sizes.Total);
            IEnumerable<(string Name, long Bytes)> totals = sizes.Moments.Select(
                moments => ($"total with MomentStorage.{moments.Storage}", sizes.TotalWith(moments.Bytes)));

            IEnumerable<(string Name, long Bytes)> options = sizes.Options.Select(
                static option => ($"TrainerOptions.{option.Name} adds", option.Bytes));

            foreach ((string name, long bytes) in sizes.Arenas.Append(total).Concat(totals).Concat(options))
            {
                table.Add($"  {name}", Number(bytes), ((double)bytes / Mebibyte).ToString("N1", CultureInfo.InvariantCulture));
            }

            Write(writer, table);
        }
    }

    private static void WriteOperations(TextWriter writer, ModelInspection model)
    {
        TextTable table = new();
        bool hasSides = model.Operations[0].Sides.Length > 1;
        table.Add(["FLOPs per token", .. hasSides ? ["source", "target", "both"] : (string[])["token"]]);

        foreach (OperationCounts counts in model.Operations)
        {
            int products = 2 * counts.Factor;
            table.Add($"  {counts.Use}, sequences of {Number(counts.Length)}");
            AddRow(table, $"    products: {products} x parameters in them", counts, static side => side.Products);
            AddRow(table, $"    attention: {products} x heads x (d_key + d_value) x length each", counts, static side => side.Attention);
            AddRow(table, "    total", counts, static side => side.Total);
        }

        string[] blanks = hasSides ? ["", ""] : [];
        table.Add(["  customary 6 x all parameters", .. blanks, Number(6 * model.Parameters.Total)]);
        Write(writer, table);
    }

    private static void AddRow(TextTable table, string label, OperationCounts counts, Func<SideOperations, long> value)
    {
        IEnumerable<long> values = counts.Sides.Select(value);
        table.Add([label, .. (counts.Sides.Length > 1 ? values.Append(counts.Sides.Sum(value)) : values).Select(Number)]);
    }

    private static void WriteFiles(TextWriter writer, IReadOnlyCollection<(string Name, int Bytes)> files)
    {
        TextTable table = new();
        table.Add($"Generated files: {Number(files.Count)}", "bytes");

        foreach ((string name, int bytes) in files.Append((Name: "total", Bytes: files.Sum(static file => file.Bytes))))
        {
            table.Add($"  {name}", Number(bytes));
        }

        Write(writer, table);
    }

    private static void WriteKernels(TextWriter writer, ModelInspection model)
    {
        writer.WriteLine();
        writer.WriteLine($"Kernels: {Number(model.Kernels.Length)}, for {string.Join(", ", model.InstructionSets)}");

        foreach (IGrouping<string, KernelUse> family in model.Kernels.GroupBy(static kernel => kernel.Family))
        {
            writer.WriteLine($"  {family.Key}");

            foreach (KernelUse kernel in family)
            {
                string sets = kernel.InstructionSets.Length == model.InstructionSets.Length
                    ? ""
                    : $" ({string.Join(", ", kernel.InstructionSets)} only)";
                writer.WriteLine($"    {kernel.Name}{sets}");
            }
        }
    }

    private static void Write(TextWriter writer, TextTable table)
    {
        writer.WriteLine();
        table.Write(writer);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
