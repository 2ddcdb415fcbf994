using System.Collections.Generic;
using System.Text;

namespace Weft.Samples;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    private const int MostEpochs = 100;
    private static readonly Settings Defaults = new();

    private static readonly OptionTable<Settings> Options = new(
        new("--text", "FILE", "Train on a dialogue of your own, not the plays: paragraphs whose first line is a name and a colon.",
            static (settings, value) => settings with { Text = value }),
        new("--epochs", "N", $"Train on every speech N times, 1 to {MostEpochs} (default: {Defaults.Epochs}).",
            static (settings, value) => settings with { Epochs = OptionNumber.Whole("--epochs", value, 1, MostEpochs) }),
        new("--seed", "N", $"Decides what is held out, the first weights of the classes, the order and dropout (default: {Defaults.Seed}).",
            static (settings, value) => settings with { Seed = OptionNumber.Whole("--seed", value, ulong.MinValue, ulong.MaxValue) }),
        new("--folder", "FOLDER", "Keep weights and the classifier in another folder than classifier, beside the program.",
            static (settings, value) => settings with { Folder = value }),
        new("--threads", "N", $"Run on N threads, 1 to {Workers.MaximumCount} (default: one per processor). Any number gives the same classifier, bit for bit.",
            static (settings, value) => settings with { Threads = OptionNumber.Whole("--threads", value, 1, Workers.MaximumCount) }),
        new(OptionTable<Settings>.HelpName, null, "Explain the options.",
            static (settings, _) => settings with { Help = true }))
    {
        Operand = static (settings, word) => settings with { Speech = $"{settings.Speech} {word}".Trim() },
    };

    /// <summary>The text of --help.</summary>
    public static string Help
    {
        get
        {
            StringBuilder text = new();
            _ = text.AppendLine("Learns who speaks in Shakespeare's plays, and tells it of a speech.")
                .AppendLine()
                .AppendLine("Usage: dotnet run -c Release --project samples/Classify -- [options] [SPEECH]")
                .AppendLine();
            Options.Describe(text);

            return text.AppendLine()
                .AppendLine("Without a speech it trains, all parameters of a pretrained encoder and then adapters beside it, compares both with simpler")
                .AppendLine("ways on speeches that are held out, and keeps the better one.")
                .AppendLine()
                .AppendLine("Examples:")
                .AppendLine("  ... -- --epochs 3")
                .AppendLine("  ... -- \"But soft, what light through yonder window breaks?\"")
                .ToString();
        }
    }

    /// <summary>Reads the options; where one stands twice, the last counts.</summary>
    /// <exception cref="UsageException">An option is unknown or has no proper value, or a speech is to be told and one learned from.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments)
    {
        Settings settings = Options.Parse(Defaults, arguments);

        if (settings.Folder.Length == 0 || settings.Text?.Length == 0)
        {
            throw new UsageException($"{(settings.Folder.Length == 0 ? "--folder" : "--text")} is empty; it needs a name.");
        }

        return settings.Speech.Length == 0 || settings.Text is null
            ? settings
            : throw new UsageException("--text trains, and a speech asks what was trained: only one of them is possible.");
    }
}
