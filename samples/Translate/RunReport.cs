using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>The page of a run, with what the model makes of some held-out sentences.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
internal sealed class RunReport<TModel> : IDisposable
    where TModel : TransformerModel, ITransformer<TModel>
{
    private const int Sentences = 4;
    private readonly TrainingReport _report;
    private readonly Trainer<TModel> _trainer;
    private readonly Subwords _subwords;
    private readonly (string Source, string Target)[] _pairs;

    /// <param name="path">The page, the log and the folder of events, without what their names end in.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="subwords">The vocabulary.</param>
    /// <param name="heldOut">Where the sentences come from.</param>
    /// <exception cref="System.IO.IOException">A file cannot be written.</exception>
    public RunReport(string path, Trainer<TModel> trainer, Subwords subwords, ParallelText heldOut)
    {
        _report = new TrainingReport($"{path}.html", trainer, $"{path}.jsonl", $"{path}.events");
        _trainer = trainer;
        _subwords = subwords;
        _pairs = [.. heldOut.Sources.Zip(heldOut.Targets).Where(pair => subwords.Encode(pair.First).Length < TModel.Shape.MaxLength).Take(Sentences)];
    }

    /// <summary>Takes a step in.</summary>
    public void Add(TrainingStep step) => _report.Add(step);

    /// <summary>Takes an epoch in, and lets the model translate.</summary>
    public void AddEpoch(Perplexity heldOut)
    {
        _report.AddValidation(_trainer.Step, heldOut.MeanLoss);
        using EncoderDecoderSession session = (EncoderDecoderSession)_trainer.Model.StartInference(_trainer.Workers);
        IReadOnlyList<int[]> translations = session.GenerateAll(
            [.. _pairs.Select(pair => (int[])[.. _subwords.Encode(pair.Source), _subwords.EndToken])], _subwords.StartToken, Sampling.Greedy, TModel.Shape.MaxLength - 1,
            _subwords.EndToken);
        StringBuilder text = new();

        foreach (((string source, string target), int[] translation) in _pairs.Zip(translations))
        {
            _ = text.Append(source).Append('\n').Append("  reference:   ").Append(target).Append('\n')
                .Append("  translation: ").Append(_subwords.Decode(translation)).Append('\n');
        }

        _report.AddSample(_trainer.Step, text.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _report.Dispose();
}
