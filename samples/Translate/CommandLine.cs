using System.Collections.Generic;
using System.Text;

namespace Weft.Samples;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    private const int MostSteps = 10_000_000;
    private static readonly Settings Defaults = new();

    private static readonly OptionTable<Settings> Options = new(
        new("--data", "FOLDER", "Train on other sentences: files train.XX, val.XX and test*.XX, plain or .gz, one sentence a line, XX being the two languages.",
            static (settings, value) => settings with { Data = value }),
        new("--source", "XX", "The language of --data to translate from, such as en.",
            static (settings, value) => settings with { Source = value }),
        new("--target", "XX", "The language of --data to translate to, such as de.",
            static (settings, value) => settings with { Target = value }),
        new("--lowercase", null, "Read --data in lower case.",
            static (settings, _) => settings with { Lowercase = true }),
        new("--steps", "N", $"Train until step N, 1 to {MostSteps} (default: {Recipe.Tatoeba.Steps}, with --data {Recipe.Multi30k.Steps}).",
            static (settings, value) => settings with { Steps = OptionNumber.Whole("--steps", value, 1, MostSteps) }),
        new("--threads", "N",
            $"Run on N threads, 1 to {Workers.MaximumCount} (default: one per processor). Any number gives the same loss, bit for bit.",
            static (settings, value) => settings with { Threads = OptionNumber.Whole("--threads", value, 1, Workers.MaximumCount) }),
        new("--resume", null, "Go on from the checkpoint, bit for bit as if training had not stopped.",
            static (settings, _) => settings with { Resume = true }),
        new("--translate", "TEXT", "Do not train: translate a sentence with the checkpoint.",
            static (settings, value) => settings with { Translate = value }),
        new("--prompt", null, "Do not train: translate what is typed, or piped in, line by line.",
            static (settings, _) => settings with { Prompt = true }),
        new("--evaluate", null, "Do not train: print perplexity and BLEU of the checkpoint on held-out sentences.",
            static (settings, _) => settings with { Evaluate = true }),
        new("--beams", "N", $"Search translations with N beams, 1 to {Settings.MostBeams} (default: {Defaults.Beams}); 1 always takes the most likely subword.",
            static (settings, value) => settings with { Beams = OptionNumber.Whole("--beams", value, 1, Settings.MostBeams) }),
        new("--length-penalty", "X", $"What beams are ranked by is divided by their length to the power of X, 0 to 10 (default: {OptionNumber.Text(Defaults.LengthPenalty)}); more favours longer translations.",
            static (settings, value) => settings with { LengthPenalty = OptionNumber.Decimal("--length-penalty", value, 0f, 10f) }),
        new("--average", "N", $"Translate and evaluate with the average of the last N epochs' models, 1 to {CheckpointFiles.KeptEpochs} (default: the checkpoint itself, with --data the moving average of its parameters).",
            static (settings, value) => settings with { Average = OptionNumber.Whole("--average", value, 1, CheckpointFiles.KeptEpochs) }),
        new("--seed", "N", $"Decides the first weights, dropout and the order of sentences (default: {Defaults.Seed}).",
            static (settings, value) => settings with { Seed = OptionNumber.Whole("--seed", value, ulong.MinValue, ulong.MaxValue) }),
        new("--checkpoint", "FILE", $"Where training is saved, the vocabulary beside it (default: {Recipe.Tatoeba.Checkpoint}, with --data {Recipe.Multi30k.Checkpoint}).",
            static (settings, value) => settings with { Checkpoint = value }),
        new("--report", "FILE", "Write the run's curves and translations as a page, FILE.html, and its numbers as lines of JSON, FILE.jsonl, and for TensorBoard, FILE.events.",
            static (settings, value) => settings with { Report = value }),
        new(OptionTable<Settings>.HelpName, null, "Explain the options.",
            static (settings, _) => settings with { Help = true }));

    /// <summary>The text of --help.</summary>
    public static string Help
    {
        get
        {
            StringBuilder text = new();
            _ = text.AppendLine("Trains a Transformer to translate, from Korean to English unless told otherwise, and translates with it.")
                .AppendLine()
                .AppendLine("Usage: dotnet run -c Release --project samples/Translate -- [options]")
                .AppendLine();
            Options.Describe(text);

            return text.AppendLine()
                .AppendLine("Ctrl+C saves a checkpoint and ends with exit code 130; --resume goes on from there.")
                .AppendLine()
                .AppendLine("Examples:")
                .AppendLine("  ... -- --steps 500 --threads 1")
                .AppendLine("  ... -- --translate \"\uc548\ub155.\"")
                .AppendLine("  ... -- --prompt < sentences.txt > translations.txt")
                .AppendLine("  ... -- --data multi30k --source en --target de --lowercase")
                .AppendLine("  ... -- --evaluate --data multi30k --average 10")
                .ToString();
        }
    }

    /// <summary>Reads the options; where one stands twice, the last counts.</summary>
    /// <exception cref="UsageException">An option is unknown or has no proper value, or two exclude one another.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments)
    {
        Settings settings = Options.Parse(Defaults, arguments);
        CheckAction(settings);
        CheckData(settings);

        return settings.Checkpoint != string.Empty ? settings : throw new UsageException("--checkpoint is empty; it needs the name of a file.");
    }

    private static void CheckAction(Settings settings)
    {
        int others = (settings.Translate is null ? 0 : 1) + (settings.Prompt ? 1 : 0) + (settings.Evaluate ? 1 : 0);

        if (others > 1)
        {
            throw new UsageException("--translate, --prompt and --evaluate are three things to do: only one of them is possible.");
        }

        if (settings.Resume && others == 1)
        {
            throw new UsageException("--resume trains, and --translate, --prompt and --evaluate do not: only one of them is possible.");
        }

        if (settings.Report is not null && (others == 1 || settings.Report.Length == 0))
        {
            throw new UsageException("--report FILE tells of training, which --translate, --prompt and --evaluate do not do, and needs the name of a file.");
        }
    }

    private static void CheckData(Settings settings)
    {
        if (settings.Data is null && (settings.Source is not null || settings.Target is not null || settings.Lowercase))
        {
            throw new UsageException("--source, --target and --lowercase say how to read --data, which is not given.");
        }

        // A checkpoint knows its languages.
        bool named = !string.IsNullOrEmpty(settings.Source) && !string.IsNullOrEmpty(settings.Target) && settings.Source != settings.Target;

        if (settings.Data is not null && settings.Trains && !named)
        {
            throw new UsageException("--data needs two languages: --source and --target, such as --source en --target de.");
        }
    }
}
