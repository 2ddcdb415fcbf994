using System.Collections.Generic;
using System.Text;
using Weft.Samples;

namespace Weft.Benchmarks;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    private const int MostRepetitions = 1000;
    private const int MostPatience = 3600;
    private static readonly Settings Defaults = new();

    private static readonly OptionTable<Settings> Options = new(
        new("--threads", "N", $"Measure with N threads, 1 to {Workers.MaximumCount} (default: with 1, and with one per processor).",
            static (settings, value) => settings with { Threads = OptionNumber.Whole("--threads", value, 1, Workers.MaximumCount) }),
        new("--repetitions", "N", $"Repetitions that count, 1 to {MostRepetitions} (default: {Defaults.Repetitions}).",
            static (settings, value) => settings with { Repetitions = OptionNumber.Whole("--repetitions", value, 1, MostRepetitions) }),
        new("--patience", "SECONDS", $"How long each measurement waits for others to leave the processor, 0 to {MostPatience} in all (default: {Defaults.Patience}).",
            static (settings, value) => settings with { Patience = OptionNumber.Whole("--patience", value, 0, MostPatience) }),
        new("--json", "FILE", "Write the measurements to a file as well.",
            static (settings, value) => settings with { Json = value.Length > 0 ? value : throw new UsageException("--json is empty; it needs the name of a file.") }),
        new("--curves", "FOLDER", "Measure what a training step costs against length, layers, d_model, batch and threads, and write a CSV and an SVG file for each curve; with no benchmark named, nothing else.",
            static (settings, value) => settings with { Curves = value.Length > 0 ? value : throw new UsageException("--curves is empty; it needs the name of a folder.") }),
        new("--list", null, "Name the benchmarks.",
            static (settings, _) => settings with { List = true }),
        new(OptionTable<Settings>.HelpName, null, "Explain the options.",
            static (settings, _) => settings with { Help = true }))
    {
        Operand = static (settings, name) => settings with { Names = [.. settings.Names, name] },
    };

    /// <summary>The text of --help.</summary>
    public static string Help
    {
        get
        {
            StringBuilder text = new();
            _ = text.AppendLine("Measures Weft beside its peers and the machine's limits, by turns.")
                .AppendLine()
                .AppendLine("Usage: dotnet run -c Release --project benchmarks -- [benchmark ...] [options]")
                .AppendLine();
            Options.Describe(text);

            return text.ToString();
        }
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">An option is unknown or has no proper value.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments) => Options.Parse(Defaults, arguments);
}
