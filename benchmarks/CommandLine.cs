using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Weft.Tool;
using Weft.Tool.Arguments;
using Weft.Tool.Help;

namespace Weft.Benchmarks;

/// <summary>The options of the program, of the same kinds as those of the weft command.</summary>
internal static class CommandLine
{
    private const int MostRepetitions = 1000;
    private const int MostPatience = 3600;
    private static readonly Settings Defaults = new();

    // Files may be called @name.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private static readonly Operands Names = new(
        "benchmarks are named", 0, int.MaxValue, ("BENCHMARK ...", "those to run, in any order; without one, all that do not take minutes"));

    private static readonly WholeOption Threads = new(
        "--threads", "threads to measure with", 1, Workers.MaximumCount, absent: "without it, 1, and then one per processor");

    private static readonly WholeOption Repetitions = new("--repetitions", "repetitions that count", Defaults.Repetitions, 1, MostRepetitions);

    private static readonly WholeOption Patience = new(
        "--patience", "seconds in all that each measurement waits for others to leave the processor", Defaults.Patience, 0, MostPatience);

    private static readonly TextOption Json = new("--json", "FILE", "writes the measurements to a file as well");

    private static readonly TextOption Curves = new(
        "--curves", "FOLDER",
        "measures what a training step costs against length, layers, d_model, batch and threads, and writes a CSV and an SVG file for each "
        + "curve; with no benchmark named, nothing else");

    private static readonly FlagOption List = new("--list", "names the benchmarks");
    private static readonly FlagOption HelpText = new("--help", "this text", "-h", "-?");

    private static readonly Command Benchmarks =
        new("benchmarks") { Names, Threads, Repetitions, Patience, Json, Curves, List, HelpText };

    /// <summary>The text of --help.</summary>
    public static string Help
    {
        get
        {
            using StringWriter text = new();
            text.WriteLine("usage: dotnet run -c Release --project benchmarks -- [BENCHMARK ...] [options]");
            text.WriteLine();
            text.WriteLine("Measures Weft beside its peers and the machine's limits, by turns.");
            HelpTable.Write(text, "arguments", Names.Forms);
            HelpTable.Write(text, "options", Benchmarks.Options.Select(static option => ($"{option.Name} {option.HelpName}".TrimEnd(), option.Description!)));

            return text.ToString();
        }
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">An option is unknown, given twice or has no proper value.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments)
    {
        ParseResult command = Benchmarks.Parse(arguments, Parsing);
        UsageCheck.Check(command, arguments);

        return new Settings
        {
            Names = Names.Take(command),
            Threads = Threads.Find(command) ?? Defaults.Threads,
            Repetitions = command.GetValue(Repetitions),
            Patience = command.GetValue(Patience),
            Json = command.GetValue(Json),
            Curves = command.GetValue(Curves),
            List = command.GetValue(List),
            Help = command.GetValue(HelpText),
        };
    }
}
