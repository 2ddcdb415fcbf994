using System;
using System.Threading;

namespace Weft.Samples;

/// <summary>The page of a run, with the loss of the held-out text and what the model writes now and then.</summary>
internal sealed class RunReport : IDisposable
{
    /// <summary>Steps between two evaluations, as nanoGPT has them.</summary>
    public const int Interval = 250;

    private const int Characters = 300;
    private readonly TrainingReport _report;
    private readonly Trainer<Shakespeare> _trainer;
    private readonly Playwright _playwright;

    /// <param name="path">The page and the log, without what their names end in.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="playwright">Lets the model write.</param>
    /// <exception cref="System.IO.IOException">A file cannot be written.</exception>
    public RunReport(string path, Trainer<Shakespeare> trainer, Playwright playwright)
    {
        _report = new TrainingReport($"{path}.html", trainer, $"{path}.jsonl");
        _trainer = trainer;
        _playwright = playwright;
    }

    /// <summary>Takes a step in.</summary>
    public void Add(TrainingStep step) => _report.Add(step);

    /// <summary>Takes the loss of the held-out text in, and lets the model write.</summary>
    public void AddValidation(double loss, CancellationToken cancellation)
    {
        _report.AddValidation(_trainer.Step, loss);
        using Shakespeare.Inference session = _trainer.Model.StartInference(_trainer.Workers);
        _report.AddSample(_trainer.Step, string.Concat(_playwright.Compose(session, Characters, cancellation)));
    }

    /// <inheritdoc/>
    public void Dispose() => _report.Dispose();
}
