using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace Weft.Samples;

/// <summary>Translates, or says how well, with what was trained before.</summary>
internal sealed class TranslationJob<TModel>(Terminal terminal, SavedTranslator saved, Settings settings)
    where TModel : TransformerModel, ITransformer<TModel>
{
    /// <summary>Runs what the settings ask for.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The checkpoint is for other sentences.</exception>
    /// <exception cref="SentenceException">The sentence cannot be translated.</exception>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public int Run(CancellationToken cancellation)
    {
        if (settings.Evaluate)
        {
            this.Evaluate(this.LoadCorpus(), cancellation);

            return Application.Success;
        }

        using TModel model = this.LoadModel();
        using Workers workers = new(settings.Threads);
        Subwords subwords = this.LoadSubwords();
        using BeamTranslation<TModel> search = new(model, subwords, workers, settings);
        Translator translator = new(search, subwords, saved.Lowercase);

        if (settings.Translate is not null)
        {
            terminal.Output.WriteLine(translator.Translate(settings.Translate));

            return Application.Success;
        }

        string? prompt = terminal.IsInteractive ? $"{saved.Source}> " : null;
        int failures = new PromptLoop(terminal.Input, terminal.Output, terminal.Error, prompt).Run(translator, cancellation);

        return failures == 0 || terminal.IsInteractive ? Application.Success : Application.Failure;
    }

    /// <summary>Prints perplexity, BLEU and some translations of what is held out of a corpus.</summary>
    public void Evaluate(Corpus corpus, CancellationToken cancellation)
    {
        using TModel model = this.LoadModel();
        using Workers workers = new(settings.Threads);
        using TrainingSession session = model.StartTraining(workers);
        Subwords subwords = this.LoadSubwords();
        using BeamTranslation<TModel> search = new(model, subwords, workers, settings);
        Evaluation evaluation = new(terminal.Output, subwords, new Translator(search, subwords, saved.Lowercase), session, corpus.Lowercase);

        foreach (ParallelText text in corpus.Tests.Prepend(corpus.Validation))
        {
            evaluation.Report(text, cancellation);
        }
    }

    private TModel LoadModel()
    {
        IReadOnlyList<string> epochs = CheckpointFiles.Epochs(saved.Checkpoint);

        // Before its first epoch is over, a run has no other model than the one in training.
        if (settings.Average == 1 && (!saved.IsAveraged || epochs.Count == 0))
        {
            return ModelFactory.Load<TModel>(saved.Checkpoint);
        }

        return epochs.Count >= settings.Average
            ? ModelFactory.LoadAverage<TModel>([.. epochs.TakeLast(settings.Average)])
            : throw new UsageException($"--average {settings.Average} needs the models of as many epochs; {epochs.Count} stand beside {saved.Checkpoint}.");
    }

    private Subwords LoadSubwords() => Subwords.Load(saved.Checkpoint, TModel.Shape.TargetVocabulary);

    private Corpus LoadCorpus()
    {
        Corpus corpus = settings.Data is null
            ? TatoebaPairs.Load()
            : ParallelFolder.Load(settings.Data, settings.Source ?? saved.Source, settings.Target ?? saved.Target, saved.Lowercase);

        return (corpus.Source, corpus.Target) == (saved.Source, saved.Target)
            ? corpus
            : throw new UsageException($"{saved.Checkpoint} translates from {saved.Source} to {saved.Target}, the sentences are {corpus.Source} and {corpus.Target}; --data names others.");
    }
}
