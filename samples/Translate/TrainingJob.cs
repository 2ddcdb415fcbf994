using System;
using System.Globalization;
using System.IO;
using System.Threading;

namespace Weft.Samples;

/// <summary>Learns a vocabulary, trains and saves.</summary>
internal sealed class TrainingJob<TModel>(Terminal terminal, Corpus corpus, Recipe recipe, Settings settings)
    where TModel : TransformerModel, ITransformer<TModel>
{
    private readonly string _checkpoint = settings.Checkpoint ?? recipe.Checkpoint;
    private readonly int _steps = settings.Steps ?? recipe.Steps;

    /// <summary>Runs the job.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was trained is saved.</exception>
    /// <exception cref="IOException">A file cannot be read or written; an existing one is as it was.</exception>
    /// <exception cref="NonFiniteGradientException">Training diverged.</exception>
    public void Run(CancellationToken cancellation)
    {
        CheckpointFile.CheckWritable(_checkpoint);

        if (settings.Resume)
        {
            CheckpointFile.CheckExists(_checkpoint);
        }

        this.TrainAndSave(cancellation);
        cancellation.ThrowIfCancellationRequested();
        new TranslationJob<TModel>(terminal, SavedTranslator.Open(_checkpoint), settings).Evaluate(corpus, cancellation);
    }

    private void TrainAndSave(CancellationToken cancellation)
    {
        Subwords subwords = this.PrepareSubwords(cancellation);
        SentencePairs training = this.Encode(subwords, corpus.Training);
        HeldOutText heldOut = new(this.Encode(subwords, corpus.Validation), TModel.Shape);
        CheckpointFiles files = new(_checkpoint, subwords, corpus, isAveraged: recipe.AverageDecay is not null, isNewRun: !settings.Resume);
        using TModel model = ModelFactory.Initialize<TModel>(settings.Seed);
        TrainerOptions options = new() { Threads = settings.Threads, Seed = settings.Seed, AverageDecay = recipe.AverageDecay };
        using Trainer<TModel> trainer = new(model, recipe.OptimizerFor(_steps), options);
        ShuffledPairs batches = new(training, recipe.BatchTokens, settings.Seed, TModel.Shape.TrainingSequences);
        this.Start(trainer, batches);

        if (trainer.Step < _steps)
        {
            using RunReport<TModel>? page = settings.Report is null ? null : new(settings.Report, trainer, subwords, corpus.Validation);
            this.Train(trainer, batches, heldOut, files, page, cancellation);
        }
        else
        {
            this.WriteLine($"Step {_steps} is reached already: nothing to train");
        }
    }

    private Subwords PrepareSubwords(CancellationToken cancellation)
    {
        if (settings.Resume)
        {
            return Subwords.Load(_checkpoint, recipe.VocabularySize);
        }

        Subwords subwords = Subwords.Learn(corpus.Training, recipe.VocabularySize, cancellation);
        this.WriteLine($"{subwords.Count:N0} subwords of {corpus.Source} and {corpus.Target} learnt");

        return subwords;
    }

    private SentencePairs Encode(Subwords subwords, ParallelText text)
    {
        SentencePairs pairs = subwords.Encode(text, TModel.Shape.TrainingLength);
        string leftOut = pairs.LeftOut == 0 ? string.Empty : $"; {pairs.LeftOut} left out, empty or longer than {TModel.Shape.TrainingLength} subwords";
        this.WriteLine($"{pairs.Count:N0} sentence pairs of {text.Name}, {pairs.Labels:N0} subwords to predict{leftOut}");

        return pairs;
    }

    private void Start(Trainer<TModel> trainer, ShuffledPairs batches)
    {
        if (settings.Resume)
        {
            trainer.Resume(_checkpoint, batches);
            this.WriteLine($"Going on from step {trainer.Step} of {_checkpoint}");
        }
        else if (File.Exists(_checkpoint))
        {
            this.WriteLine($"{_checkpoint} exists and will be replaced; --resume would go on from it");
        }

        this.WriteLine($"{TModel.Shape.Name}, {TModel.Shape.ParameterCount:N0} parameters, {recipe.BatchTokens} tokens a batch, {batches.EpochBatches} batches an epoch, threads {trainer.Workers.Count}, seed {trainer.Seed}");
    }

    private void Train(
        Trainer<TModel> trainer, ShuffledPairs batches, HeldOutText heldOut, CheckpointFiles files, RunReport<TModel>? page, CancellationToken cancellation)
    {
        TrainingMeter meter = new(_steps);
        EpochReport report = new();

        terminal.Progress.Show(trainer.Step, _steps, show =>
        {
            foreach (TrainingStep step in trainer.Run(batches, _steps))
            {
                show(meter.Add(step));
                report.Add(step);
                page?.Add(step);

                if (batches.IsEpochOver)
                {
                    files.Save(trainer, batches);
                    using IDisposable? average = recipe.AverageDecay is null ? null : trainer.UseAverage();
                    files.SaveEpoch(trainer.Model, batches.Epoch + 1);
                    Perplexity perplexity = heldOut.Measure(trainer.Session, CancellationToken.None);
                    terminal.Progress.WriteLine(report.Finish(batches.Epoch + 1, perplexity));
                    page?.AddEpoch(perplexity);
                }

                // A step is never left half done, so that the checkpoint is one of an uninterrupted run.
                if (cancellation.IsCancellationRequested)
                {
                    break;
                }
            }
        });

        this.WriteLine($"{meter.Steps} steps in {meter.Elapsed.TotalSeconds:F1} s, {meter.Tokens / meter.Elapsed.TotalSeconds:N0} tokens/s of both sides");
        files.Save(trainer, batches);
        this.WriteLine($"Saved step {trainer.Step} in {_checkpoint}");
    }

    private void WriteLine(FormattableString text) => terminal.Output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
