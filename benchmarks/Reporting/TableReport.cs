using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Spectre.Console;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Reporting;

/// <summary>The measurements as a table.</summary>
internal static class TableReport
{
    // A file or a pipe has no width; this one holds every row on a line.
    private const int RedirectedWidth = 220;

    /// <summary>Writes the table.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Measurement> measurements)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        Table table = new() { Border = TableBorder.Simple };

        foreach (string heading in new[] { "benchmark", "threads", "metric", "median", "min - max", "unit", "limit", "of limit", "peer", "peer's", "ratio" })
        {
            _ = table.AddColumn(heading);
        }

        foreach (int numeric in new[] { 1, 3, 4, 6, 7, 9, 10 })
        {
            _ = table.Columns[numeric].RightAligned();
        }

        foreach (Measurement row in measurements)
        {
            _ = table.AddRow([.. Cells(row)]);
        }

        console.Write(table);
    }

    private static IEnumerable<Text> Cells(Measurement row)
    {
        foreach (string cell in new[]
        {
            row.Benchmark,
            row.Threads.ToString(CultureInfo.InvariantCulture),
            row.Metric,
            Number(row.Value),
            $"{Number(row.Min)} - {Number(row.Max)}",
            row.Unit,
            Number(row.Limit),
            row.FractionOfLimit is double fraction ? string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0.0} %") : string.Empty,
            row.Peer ?? string.Empty,
            Number(row.PeerValue),
            row.RatioToPeer is double ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} x") : string.Empty,
        })
        {
            yield return new Text(cell);
        }
    }

    // Four digits say all that a median of a few repetitions knows.
    private static string Number(double? value) => value switch
    {
        null => string.Empty,
        >= 1000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
