using System.Collections.Generic;
using System.Text;

namespace Weft.Samples;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    private const int MostSteps = 1_000_000;
    private const int MostBatches = 1024;
    private static readonly Settings Defaults = new();

    private static readonly OptionTable<Settings> Options = new(
        new("--steps", "N", $"Train until step N, 1 to {MostSteps} (default: {Defaults.Steps}). The learning rate falls until step {Recipe.Steps} and stays.",
            static (settings, value) => settings with { Steps = OptionNumber.Whole("--steps", value, 1, MostSteps) }),
        new("--fast", null, "Train models/shakespeare-fast.yaml, which learns more in as many steps.",
            static (settings, _) => settings with { Fast = true }),
        new("--threads", "N",
            $"Train on N threads, 1 to {Workers.MaximumCount} (default: one per processor). Any number gives the same loss, bit for bit.",
            static (settings, value) => settings with { Threads = OptionNumber.Whole("--threads", value, 1, Workers.MaximumCount) }),
        new("--batches", "N",
            $"Take N batches of windows for each step, 1 to {MostBatches} (default: 1; with --distributed, 1 for each process).",
            static (settings, value) => settings with { Batches = OptionNumber.Whole("--batches", value, 1, MostBatches) }),
        new("--optimizer", "NAME", $"What trains: {string.Join(" or ", Recipe.NanoGpt.Optimizers.Keys)} (default: {Defaults.Optimizer}).",
            static (settings, value) => settings with { Optimizer = ParseOptimizer(value) }),
        new("--moments", "NAME", $"How AdamW keeps its moments: {string.Join(" or ", Recipe.Storages.Keys)} (default: {Defaults.Moments}).",
            static (settings, value) => settings with { Moments = ParseMoments(value) }),
        new("--rate", "X", "The highest learning rate, 0 to 1 (default: 0.001; with --fast, 0.004).",
            static (settings, value) => settings with { Rate = OptionNumber.Decimal("--rate", value, 0f, 1f) }),
        new("--distributed", null, "Share the batches with the other processes that mpirun has started. Any number gives the same loss, bit for bit.",
            static (settings, _) => settings with { Distributed = true }),
        new("--resume", null, "Go on from the checkpoint, bit for bit as if training had not stopped.",
            static (settings, _) => settings with { Resume = true }),
        new("--generate-only", null, "Do not train: write with the checkpoint.",
            static (settings, _) => settings with { GenerateOnly = true }),
        new("--prompt", "TEXT", "What the written text goes on from (default: a line break).",
            static (settings, value) => settings with { Prompt = value }),
        new("--temperature", "X", $"How boldly to write, 0 to 10 (default: {OptionNumber.Text(Defaults.Temperature)}); 0 always takes the most likely character.",
            static (settings, value) => settings with { Temperature = OptionNumber.Decimal("--temperature", value, 0f, 10f) }),
        new("--seed", "N", $"Decides the first weights, the training windows and the written characters (default: {Defaults.Seed}). With --resume, the characters only.",
            static (settings, value) => settings with { Seed = OptionNumber.Whole("--seed", value, ulong.MinValue, ulong.MaxValue) }),
        new("--checkpoint", "FILE", $"Where training is saved, and what --resume and --generate-only read (default: {Recipe.NanoGpt.Checkpoint}, with --fast {Recipe.Fast.Checkpoint}).",
            static (settings, value) => settings with { Checkpoint = value }),
        new("--report", "FILE",
            $"Write the run's curves and what the model writes as a page, FILE.html, and its numbers as lines of JSON, FILE.jsonl, and for TensorBoard, FILE.events. The held-out text is evaluated every {Recipe.EvaluationSteps} steps for it.",
            static (settings, value) => settings with { Report = value }),
        new(OptionTable<Settings>.HelpName, null, "Explain the options.",
            static (settings, _) => settings with { Help = true }));

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
            Options.Describe(text);

            return text.AppendLine()
                .AppendLine("Ctrl+C saves a checkpoint and ends with exit code 130; --resume goes on from there.")
                .AppendLine()
                .AppendLine("Examples:")
                .AppendLine("  ... -- --steps 500 --threads 1")
                .AppendLine("  ... -- --resume --steps 4000")
                .AppendLine("  ... -- --fast --report run")
                .AppendLine("  mpirun -n 2 dotnet run -c Release --no-build --project samples/Shakespeare -- --distributed")
                .AppendLine("  ... -- --generate-only --prompt \"ROMEO:\" --seed 7")
                .ToString();
        }
    }

    /// <summary>Reads the options; where one stands twice, the last counts.</summary>
    /// <exception cref="UsageException">An option is unknown or has no proper value, or two exclude one another.</exception>
    public static Settings Parse(IReadOnlyList<string> arguments)
    {
        Settings settings = Options.Parse(Defaults, arguments);

        if (settings.Resume && settings.GenerateOnly)
        {
            throw new UsageException("--resume trains and --generate-only does not: only one of them is possible.");
        }

        if (settings.Distributed && settings.GenerateOnly)
        {
            throw new UsageException("--distributed trains and --generate-only does not: only one of them is possible.");
        }

        if (settings.Report is not null && (settings.GenerateOnly || settings.Report.Length == 0))
        {
            throw new UsageException("--report FILE tells of training, which --generate-only does not do, and needs the name of a file.");
        }

        if (settings.Moments != Defaults.Moments && settings.Optimizer != Defaults.Optimizer)
        {
            throw new UsageException($"--moments {settings.Moments} is of adamw, and not of --optimizer {settings.Optimizer}.");
        }

        if (settings.Prompt.Length == 0)
        {
            throw new UsageException("--prompt is empty; it needs at least one character.");
        }

        return settings.Checkpoint != string.Empty ? settings : throw new UsageException("--checkpoint is empty; it needs the name of a file.");
    }

    private static string ParseOptimizer(string value) => Recipe.NanoGpt.Optimizers.ContainsKey(value)
        ? value
        : throw new UsageException($"--optimizer is '{value}'; it must be {string.Join(" or ", Recipe.NanoGpt.Optimizers.Keys)}.");

    private static string ParseMoments(string value) => Recipe.Storages.ContainsKey(value)
        ? value
        : throw new UsageException($"--moments is '{value}'; it must be {string.Join(" or ", Recipe.Storages.Keys)}.");
}
