using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Weft;

/// <summary>
/// Writes a run down while it goes on: one HTML page, which needs no network, with curves of the losses, of learning rate, gradient norm
/// and speed, samples of text and the model's summary; and a line of JSON for each step and what TensorBoard reads, if asked for. The page
/// is written when the report starts, now and then while steps are added, and when it is disposed, each time whole or not at all, so that a
/// browser may have it open. One thread uses it at a time.
/// </summary>
public sealed class TrainingReport : IDisposable
{
    private const int MostSamples = 20;
    private readonly string _path;
    private readonly TrainingLog? _log;
    private readonly TrainingEvents? _events;
    private readonly TrainingReportPage _page;
    private readonly TrainingCurve _curve = new();
    private readonly List<(long Step, double Loss)> _validation = [];
    private readonly List<(long Step, string Text)> _samples = [];
    private long _written;
    private bool _disposed;

    /// <summary>Writes the first page.</summary>
    /// <param name="path">The page; an existing one is replaced.</param>
    /// <param name="trainer">What trains; the page shows its model and settings.</param>
    /// <param name="log">A file for a line of JSON a step, behind the lines that it has; null for none.</param>
    /// <param name="events">A folder for the same as TensorBoard reads it, in a new file each time; null for none.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public TrainingReport(string path, Trainer trainer, string? log = null, string? events = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(trainer);
        _path = path;
        _page = new TrainingReportPage(trainer);
        this.Write(isRunning: true);
        _log = log is null ? null : new TrainingLog(log);
        _events = events is null ? null : new TrainingEvents(events);
    }

    /// <summary>The time between two pages; 5 seconds, unless set otherwise.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Takes a step in, and allocates nothing unless a page is due. A page that cannot be written, for a browser or a full disk is in its
    /// way, is left to the next time: no run fails for it.
    /// </summary>
    /// <exception cref="IOException">The log or the events cannot be written.</exception>
    public void Add(TrainingStep step)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _curve.Add(step);
        _log?.Write(step);
        _events?.Write(step);

        if (Stopwatch.GetElapsedTime(_written) >= this.Interval)
        {
            this.TryWrite();
        }
    }

    /// <summary>Takes a validation loss in.</summary>
    /// <param name="step">The step after which it was measured.</param>
    /// <param name="loss">The mean loss per label, in nats.</param>
    /// <exception cref="IOException">The log or the events cannot be written.</exception>
    public void AddValidation(long step, double loss)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _validation.Add((step, loss));
        _log?.WriteValidation(step, loss);
        _events?.WriteValidation(step, loss);
    }

    /// <summary>Takes a text in that the model has written; the page has the last 20.</summary>
    /// <param name="step">The step after which it was written.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">The log or the events cannot be written.</exception>
    public void AddSample(long step, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(_disposed, this);

        if (_samples.Count == MostSamples)
        {
            _samples.RemoveAt(0);
        }

        _samples.Add((step, text));
        _log?.WriteSample(step, text);
        _events?.WriteSample(step, text);
    }

    /// <summary>Writes the last page, which no longer waits for others.</summary>
    /// <exception cref="IOException">It cannot be written; the one before is as it was.</exception>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _log?.Dispose();
            _events?.Dispose();
            this.Write(isRunning: false);
        }
    }

    private void TryWrite()
    {
        try
        {
            _log?.Flush();
            _events?.Flush();
            this.Write(isRunning: true);
        }
        catch (IOException)
        {
            // What is in the way now may be gone when the next page is due.
        }
    }

    private void Write(bool isRunning)
    {
        _written = Stopwatch.GetTimestamp();
        AtomicFile.Write(_path, stream => _page.Write(stream, _curve.Points, _validation, _samples, isRunning));
    }
}
