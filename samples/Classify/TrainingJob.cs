using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Tokenizers;
using static System.FormattableString;

namespace Weft.Samples;

/// <summary>Trains in two ways, compares them with two that need no Transformer, and keeps the better one.</summary>
/// <param name="output">Receives the comparison.</param>
/// <param name="error">Receives how training goes on.</param>
/// <param name="settings">What is asked.</param>
internal sealed class TrainingJob(TextWriter output, TextWriter error, Settings settings)
{
    /// <summary>Under which the names of the speakers stand in the file of a classifier, a line for each.</summary>
    public const string SpeakersName = "classify.speakers";

    // Of some that were tried: what is new, and small, bears ten times as much.
    private const float FullRate = 2e-4f;
    private const float AdapterRate = 2e-3f;

    private Example[] _training = [];
    private Example[] _heldOut = [];
    private Dictionary<string, string> _metadata = [];
    private double _best = -1;

    /// <summary>Trains and prints.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="IOException">A file is damaged, or cannot be read or written.</exception>
    /// <exception cref="NonFiniteGradientException">Training diverged.</exception>
    public void Run(CancellationToken cancellation)
    {
        Dialogue dialogue = Dialogue.Load(settings.Text, Speakers.Shape.Outputs, settings.Seed);
        ModelFiles files = new(settings.Folder);
        files.Ensure();
        Tokenizer tokenizer = Examples.LoadTokenizer(files.Vocabulary);
        _training = Examples.Of(tokenizer, dialogue.Training);
        _heldOut = Examples.Of(tokenizer, dialogue.HeldOut);
        _metadata = new() { [SpeakersName] = string.Join('\n', dialogue.Speakers) };
        this.Print($"{dialogue.Speakers.Count} speakers, {_training.Length} speeches to learn from, {_heldOut.Length} held out");
        this.Print($"{"",-24}{"accuracy",9}{"macro F1",10}{"trained",13}{"memory",10}{"time",10}");
        this.PrintBaselines(dialogue.Speakers);

        using (MiniLM encoder = MiniLM.Load(files.Weights))
        {
            this.Train<Speakers>("all parameters", encoder, FullRate, static (model, path, metadata) => model.Save(path, metadata), cancellation);
            this.Train<AdaptedSpeakers>(
                "adapters and classes", encoder, AdapterRate, static (model, path, metadata) => model.SaveMerged(path, metadata), cancellation);
        }

        this.Print($"The better one of these two is saved in {settings.Classifier}");
    }

    private void PrintBaselines(IReadOnlyList<string> speakers)
    {
        int most = _training.CountBy(static example => example.Speaker).MaxBy(static own => own.Value).Key;
        NaiveBayes words = new(_training, speakers.Count);
        this.PrintRow($"always {speakers[most]}", this.Score(_ => most));
        this.PrintRow("words, by naive Bayes", this.Score(words.Predict));
    }

    // A classifier with adapters becomes one without when it is saved, so that both are of one kind.
    private void Train<TModel>(
        string name, MiniLM encoder, float rate, Action<TModel, string, Dictionary<string, string>> save, CancellationToken cancellation)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using Classifier<TModel> classifier = new(encoder, _training, rate, settings);
        TimeSpan time = classifier.Train(
            (epoch, loss) => error.WriteLine(Invariant($"{name}: {epoch} of {settings.Epochs} times, loss {loss:F3}")), cancellation);
        ClassificationScore score = classifier.Evaluate(_heldOut);
        this.PrintRow(name, score, Invariant($"{classifier.TrainedCount,13:N0}{classifier.Bytes * 1e-6,7:N0} MB{time.TotalSeconds,8:F1} s"));

        if (score.MacroF1 > _best)
        {
            save(classifier.Model, settings.Classifier, _metadata);
            _best = score.MacroF1;
        }
    }

    private ClassificationScore Score(Func<int[], int> predict)
    {
        ClassificationScore score = new(Speakers.Shape.Outputs);
        Array.ForEach(_heldOut, example => score.Add(example.Speaker, predict(example.Tokens)));

        return score;
    }

    private void PrintRow(string name, ClassificationScore score, string cost = "") =>
        this.Print($"{name,-24}{100 * score.Accuracy,7:F1} %{score.MacroF1,10:F3}{cost}");

    private void Print(FormattableString line) => output.WriteLine(Invariant(line));
}
