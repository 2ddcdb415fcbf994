using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Weft.Distributed;

namespace Weft.Samples;

/// <summary>Trains, saves, evaluates and lets the model write.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
internal sealed class TrainingJob<TModel>(
    TextWriter output, ProgressDisplay progress, Plays plays, Playwright playwright, Settings settings, Recipe recipe, MpiRanks? ranks)
    where TModel : TransformerModel, ITransformer<TModel>
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(0.5);
    private readonly string _checkpoint = settings.Checkpoint ?? recipe.Checkpoint;

    /// <summary>Runs the job.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was trained is saved.</exception>
    /// <exception cref="IOException">The checkpoint cannot be read or written; an existing one is as it was.</exception>
    /// <exception cref="NonFiniteGradientException">Training diverged.</exception>
    public void Run(CancellationToken cancellation)
    {
        this.CheckFiles();
        using TModel model = ModelFactory.Initialize<TModel>(settings.Seed);
        using Trainer<TModel> trainer = new(model, recipe.OptimizerOf(settings), new TrainerOptions
        {
            Threads = settings.Threads,
            Seed = settings.Seed,
            AccumulationSteps = this.Batches,
            Ranks = ranks,
        });
        RandomWindows windows = recipe.DrawWindows(plays, settings.Seed);
        this.Start(trainer, windows);
        using RunReport<TModel>? page = settings.Report is not null && this.IsFirst ? new(settings.Report, trainer, playwright) : null;
        TrainingMeter meter = this.Train(trainer, windows, page, cancellation);
        double loss = this.Evaluate(trainer, page, cancellation);

        if (this.IsFirst)
        {
            playwright.Write(model, cancellation);
            this.WriteSpeed(trainer, meter);
            this.WriteLine($"Validation loss after {trainer.Step} steps: {loss:F4} (exactly {loss:R})");
        }
    }

    private bool IsFirst => ranks?.IsFirst ?? true;

    private int Batches => settings.Batches > 0 ? settings.Batches : ranks?.Count ?? 1;

    // The first process reads and writes.
    private void CheckFiles()
    {
        if (this.IsFirst)
        {
            CheckpointFile.CheckWritable(_checkpoint);

            if (settings.Resume)
            {
                CheckpointFile.CheckExists(_checkpoint);
            }
        }
    }

    private void Start(Trainer<TModel> trainer, RandomWindows windows)
    {
        this.WriteLine($"{recipe.Shape.ParameterCount:N0} parameters: {recipe.Sizes}");
        this.WriteLine($"{plays.Training.Length:N0} characters to train on, {plays.Validation.Length:N0} held out");
        this.WriteLine($"{recipe.Windows * this.Batches} windows of {recipe.WindowLength} characters a step, threads {trainer.Workers.Count}, seed {settings.Seed}");

        if (ranks is not null)
        {
            this.WriteLine($"{ranks.Count} processes, {ranks.Library}");
        }

        if (settings.Resume)
        {
            trainer.Resume(_checkpoint, windows);
            this.WriteLine($"Going on from step {trainer.Step} of {_checkpoint}");
        }
        else if (File.Exists(_checkpoint))
        {
            this.WriteLine($"{_checkpoint} exists and will be replaced; --resume would go on from it");
        }
    }

    // All processes evaluate, each a part; the first one has the page.
    private double Evaluate(Trainer<TModel> trainer, RunReport<TModel>? page, CancellationToken cancellation)
    {
        double loss = trainer.Evaluate(recipe.HeldOutWindows(plays), cancellation: ranks is null ? cancellation : default);
        page?.AddValidation(loss, cancellation);

        return loss;
    }

    private TrainingMeter Train(Trainer<TModel> trainer, RandomWindows windows, RunReport<TModel>? page, CancellationToken cancellation)
    {
        TrainingMeter meter = new(settings.Steps);

        if (trainer.Step >= settings.Steps)
        {
            this.WriteLine($"Step {settings.Steps} is reached already: nothing to train");

            return meter;
        }

        bool stops = false;

        progress.Show(trainer.Step, settings.Steps, report =>
        {
            foreach (TrainingStep step in trainer.Run(windows, settings.Steps))
            {
                report(meter.Add(step));
                page?.Add(step);

                // A step is never left half done, so that the checkpoint is one of an uninterrupted run; a signal that reaches one process stops
                // all of them after the same one.
                stops = ranks?.Any(cancellation.IsCancellationRequested) ?? cancellation.IsCancellationRequested;

                if (stops)
                {
                    break;
                }

                if (settings.Report is not null && step.Step % Recipe.EvaluationSteps == 0 && step.Step < settings.Steps)
                {
                    _ = this.Evaluate(trainer, page, cancellation);
                }
            }
        });

        trainer.Save(_checkpoint, windows);
        this.WriteLine($"Saved step {trainer.Step} in {_checkpoint}");

        return stops ? throw new OperationCanceledException(cancellation) : meter;
    }

    private void WriteSpeed(Trainer<TModel> trainer, TrainingMeter meter)
    {
        if (meter.Steps == 0)
        {
            return;
        }

        double seconds = meter.Elapsed.TotalSeconds;
        double reached = recipe.Shape.CountTrainingOperations(meter.Tokens, recipe.WindowLength) / seconds * 1e-9;

        // The other processes have processors as this one has.
        double peak = HardwareProbe.MeasurePeak(trainer.Workers, ProbeTime) * (ranks?.Count ?? 1);
        this.WriteLine($"{meter.Steps} steps in {seconds:F1} s, {meter.Tokens / seconds:N0} tokens/s: {reached:F1} of {peak:F1} GFLOP/s peak ({reached / peak:P0})");
    }

    private void WriteLine(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
