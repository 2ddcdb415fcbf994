using System;
using System.Threading;

namespace Weft.Samples;

/// <summary>The page of a run, with the loss of the held-out text and what the model writes now and then.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
internal sealed class RunReport<TModel> : IDisposable
    where TModel : TransformerModel, ITransformer<TModel>
{
    private const int Characters = 300;
    private readonly TrainingReport _report;
    private readonly Trainer<TModel> _trainer;
    private readonly Playwright _playwright;

    /// <param name="path">The page, the log and the folder of events, without what their names end in.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="playwright">Lets the model write.</param>
    /// <exception cref="System.IO.IOException">A file cannot be written.</exception>
    public RunReport(string path, Trainer<TModel> trainer, Playwright playwright)
    {
        _report = new TrainingReport($"{path}.html", trainer, $"{path}.jsonl", $"{path}.events");
        _trainer = trainer;
        _playwright = playwright;
    }

    /// <summary>Takes a step in.</summary>
    public void Add(TrainingStep step) => _report.Add(step);

    /// <summary>Takes the loss of the held-out text in, and lets the model write.</summary>
    public void AddValidation(double loss, CancellationToken cancellation)
    {
        _report.AddValidation(_trainer.Step, loss);
        using DecoderSession session = (DecoderSession)_trainer.Model.StartInference(_trainer.Workers);
        _report.AddSample(_trainer.Step, string.Concat(_playwright.Compose(session, Characters, cancellation)));
    }

    /// <inheritdoc/>
    public void Dispose() => _report.Dispose();
}
