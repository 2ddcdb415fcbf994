using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;

namespace Weft.Samples;

/// <summary>Reads the command line by one table, which the help is written from as well.</summary>
internal static class CommandLine
{
    private const int MostSteps = 1_000_000;
    private const int MostThreads = 1024;
    private const string HelpName = "--help";
    private static readonly Settings Defaults = new();

    private static readonly Option[] Options =
    [
        new("--steps", "N", $"Train until step N, 1 to {MostSteps} (default: {Defaults.Steps}). The learning rate falls until step {Recipe.Steps} and stays.",
            static (settings, value) => settings with { Steps = Whole("--steps", value, 1, MostSteps) }),
        new("--threads", "N", $"Train on N threads, 1 to {MostThreads} (default: one per processor). Any number gives the same loss, bit for bit.",
            static (settings, value) => settings with { Threads = Whole("--threads", value, 1, MostThreads) }),
        new("--resume", null, "Go on from the checkpoint, bit for bit as if training had not stopped.",
            static (settings, _) => settings with { Resume = true }),
        new("--generate-only", null, "Do not train: write with the checkpoint.",
            static (settings, _) => settings with { GenerateOnly = true }),
        new("--prompt", "TEXT", "What the written text goes on from (default: a line break).",
            static (settings, value) => settings with { Prompt = value }),
        new("--temperature", "X", $"How boldly to write, 0 to 10 (default: {Text(Defaults.Temperature)}); 0 always takes the most likely character.",
            static (settings, value) => settings with { Temperature = Number("--temperature", value, 0f, 10f, NumberStyles.AllowDecimalPoint, "number") }),
        new("--seed", "N", $"Decides the first weights, the training windows and the written characters (default: {Defaults.Seed}). With --resume, the characters only.",
            static (settings, value) => settings with { Seed = Whole("--seed", value, ulong.MinValue, ulong.MaxValue) }),
        new("--checkpoint", "FILE", $"Where training is saved, and what --resume and --generate-only read (default: {Defaults.Checkpoint}).",
            static (settings, value) => settings with { Checkpoint = value }),
        new(HelpName, null, "Explain the options.",
            static (settings, _) => settings with { Help = true }),
    ];

    /// <summary>The text of --help.</summary>
    public static string Help
    {
        get
        {
            StringBuilder text = new();
            _ = text.AppendLine("Trains a small Transformer on Shakespeare's plays, character by character, and lets it write.")
                .AppendLine()
                .AppendLine("Usage: dotnet run -c Release --project samples/Shakespeare -- [options]")
                .AppendLine();

            foreach (Option option in Options)
            {
                _ = text.AppendLine($"  {option.Name} {option.Value}".TrimEnd()).AppendLine($"      {option.Explanation}");
            }

            return text.AppendLine()
                .AppendLine("Ctrl+C saves a checkpoint and ends with exit code 130; --resume goes on from there.")
                .AppendLine()
                .AppendLine("Examples:")
                .AppendLine("  ... -- --steps 500 --threads 1")
                .AppendLine("  ... -- --resume --steps 4000")
                .AppendLine("  ... -- --generate-only --prompt \"ROMEO:\" --seed 7")
                .ToString();
        }
    }

    /// <summary>Reads the options; where one stands twice, the last counts.</summary>
    /// <exception cref="UsageException">An option is unknown or has no proper value, or two exclude one another.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments)
    {
        Settings settings = new();

        for (int index = 0; index < arguments.Count; index++)
        {
            string[] parts = arguments[index].Split('=', 2);
            Option option = Find(parts[0]);

            if (option.Value is null && parts.Length == 2)
            {
                throw new UsageException($"{option.Name} takes no value.");
            }

            string value = option.Value is null ? string.Empty : parts.Length == 2 ? parts[1] : Next(arguments, ref index, option);
            settings = option.Apply(settings, value);
        }

        return Check(settings);
    }

    private static Settings Check(Settings settings)
    {
        if (settings.Resume && settings.GenerateOnly)
        {
            throw new UsageException("--resume trains and --generate-only does not: only one of them is possible.");
        }

        if (settings.Prompt.Length == 0)
        {
            throw new UsageException("--prompt is empty; it needs at least one character.");
        }

        return settings.Checkpoint.Length > 0 ? settings : throw new UsageException("--checkpoint is empty; it needs the name of a file.");
    }

    private static Option Find(string name)
    {
        if (name is "-h" or "-?")
        {
            name = HelpName;
        }

        return Array.Find(Options, option => option.Name == name)
            ?? throw new UsageException(name.StartsWith('-') ? $"There is no option {name}{Suggest(name)}" : $"'{name}' is not an option; options begin with two dashes.");
    }

    // The option that begins most like the unknown one, if more than the dashes is alike.
    private static string Suggest(string name)
    {
        (string nearest, int alike) = Options.Select(option => (option.Name, option.Name.Zip(name).TakeWhile(static pair => pair.First == pair.Second).Count())).MaxBy(static pair => pair.Item2);

        return alike > 2 ? $"; did you mean {nearest}?" : ".";
    }

    private static string Next(IReadOnlyList<string> arguments, ref int index, Option option)
    {
        string? value = ++index < arguments.Count ? arguments[index] : null;

        return value is not null && !Array.Exists(Options, other => other.Name == value)
            ? value
            : throw new UsageException($"{option.Name} needs a value: {option.Name} {option.Value}.");
    }

    private static T Whole<T>(string option, string value, T least, T most)
        where T : struct, INumber<T> => Number(option, value, least, most, NumberStyles.None, "whole number");

    private static T Number<T>(string option, string value, T least, T most, NumberStyles style, string kind)
        where T : struct, INumber<T> =>
        T.TryParse(value, style, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option} is '{value}'; it must be a {kind} from {Text(least)} to {Text(most)}.");

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>A row of the table.</summary>
    /// <param name="Name">With its dashes.</param>
    /// <param name="Value">What stands for the value in the help; null for a switch.</param>
    /// <param name="Explanation">A sentence or two.</param>
    /// <param name="Apply">Takes the value over; for a switch, the value is empty.</param>
    private sealed record Option(string Name, string? Value, string Explanation, Func<Settings, string, Settings> Apply);
}
