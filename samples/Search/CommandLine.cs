using System.Collections.Generic;
using System.Text;

namespace Weft.Samples;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    private const int MostPassages = 1000;
    private static readonly Settings Defaults = new();

    private static readonly OptionTable<Settings> Options = new(
        new("--text", "PATH", "Search a text of your own, not the plays: a file, or all .txt and .md files of a folder.",
            static (settings, value) => settings with { Text = value }),
        new("--count", "N", $"Print N passages, 1 to {MostPassages} (default: {Defaults.Count}).",
            static (settings, value) => settings with { Count = OptionNumber.Whole("--count", value, 1, MostPassages) }),
        new("--folder", "FOLDER", "Keep weights and indices in another folder than index, beside the program.",
            static (settings, value) => settings with { Folder = value }),
        new("--threads", "N", $"Run on N threads, 1 to {Workers.MaximumCount} (default: one per processor).",
            static (settings, value) => settings with { Threads = OptionNumber.Whole("--threads", value, 1, Workers.MaximumCount) }),
        new(OptionTable<Settings>.HelpName, null, "Explain the options.",
            static (settings, _) => settings with { Help = true }))
    {
        Operand = static (settings, word) => settings with { Question = $"{settings.Question} {word}".Trim() },
    };

    /// <summary>The text of --help.</summary>
    public static string Help
    {
        get
        {
            StringBuilder text = new();
            _ = text.AppendLine("Finds passages by what they mean, in Shakespeare's plays unless told otherwise.")
                .AppendLine()
                .AppendLine("Usage: dotnet run -c Release --project samples/Search -- [options] QUESTION")
                .AppendLine();
            Options.Describe(text);

            return text.AppendLine()
                .AppendLine("The first search of a text encodes all of it, which takes half a minute for the plays on two cores; its index is kept.")
                .AppendLine()
                .AppendLine("Examples:")
                .AppendLine("  ... -- \"a ghost asks for revenge\"")
                .AppendLine("  ... -- --text docs --count 3 \"how do I add an activation?\"")
                .ToString();
        }
    }

    /// <summary>Reads the options; where one stands twice, the last counts.</summary>
    /// <exception cref="UsageException">An option is unknown or has no proper value, or nothing is asked.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments)
    {
        Settings settings = Options.Parse(Defaults, arguments);

        if (settings.Folder.Length == 0 || settings.Text?.Length == 0)
        {
            throw new UsageException($"{(settings.Folder.Length == 0 ? "--folder" : "--text")} is empty; it needs a name.");
        }

        return settings.Help || settings.Question.Length > 0
            ? settings
            : throw new UsageException("There is no question; it stands behind the options, such as \"a ghost asks for revenge\".");
    }
}
