using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Serving;
using Weft.Stress.Sessions;

namespace Weft.Stress.Soaking;

/// <summary>Callers of an engine and a trainer, on threads of their own over the same workers.</summary>
internal sealed class SoakLoad : IDisposable
{
    private const int Callers = 3;
    private const int StepsBetweenSaves = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Expected _expected = new();
    private readonly Workers _workers = new(2);
    private readonly Chatty _chatty = Expected.CreateChatty();
    private readonly Worn _worn = ModelFactory.Initialize<Worn>(seed: 1);
    private readonly Engine _engine;
    private readonly Trainer<Worn> _trainer;
    private readonly string _path;
    private readonly Thread[] _threads;
    private readonly List<double> _times = [];
    private readonly ManualResetEventSlim _hasFailed = new();
    private volatile bool _isOver;
    private volatile string? _problem;
    private long _texts;

    /// <param name="seed">Decides what is asked for.</param>
    /// <param name="folder">Where the trainer saves.</param>
    public SoakLoad(int seed, string folder)
    {
        _engine = Engine.Create(_chatty, Expected.Tokenizer, new EngineSettings { Workers = _workers });
        _trainer = new Trainer<Worn>(_worn, new AdamW(), new TrainerOptions { Workers = _workers });
        _path = Path.Combine(folder, "checkpoint");
        IEnumerable<Action> work = Enumerable.Range(0, Callers).Select<int, Action>(caller => () => this.Ask(new Random(HashCode.Combine(seed, caller))));
        _threads = [.. work.Append(this.Train).Select(act => new Thread(() => this.Guard(act)) { IsBackground = true })];
    }

    /// <summary>Texts so far.</summary>
    public long Texts => Volatile.Read(ref _texts);

    /// <summary>Steps of training so far.</summary>
    public long Steps => _trainer.Step;

    /// <summary>Waits for some time, or until something is wrong.</summary>
    /// <returns>Whether something is.</returns>
    public bool WaitForFailure(TimeSpan time) => _hasFailed.Wait(time);

    /// <summary>Starts all of them.</summary>
    public void Start() => Array.ForEach(_threads, static thread => thread.Start());

    /// <summary>Takes the milliseconds of the texts since the last call.</summary>
    public double[] TakeTimes()
    {
        lock (_times)
        {
            double[] times = [.. _times];
            _times.Clear();

            return times;
        }
    }

    /// <summary>Stops all of them.</summary>
    /// <returns>Null, or what was wrong.</returns>
    public string? Stop()
    {
        _isOver = true;

        return Array.TrueForAll(_threads, static thread => thread.Join(Patience)) ? _problem : "a thread stands still";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _trainer.Dispose();
        _workers.Dispose();
        _chatty.Dispose();
        _worn.Dispose();
        _hasFailed.Dispose();
    }

    private void Ask(Random random)
    {
        long start = Stopwatch.GetTimestamp();
        _problem ??= _expected.CheckServed(_engine, random.Next(Expected.Count), timeout: null, CancellationToken.None);
        _ = Interlocked.Increment(ref _texts);

        lock (_times)
        {
            _times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private void Train()
    {
        RandomWindows batches = Expected.CreateBatches();

        foreach (TrainingStep step in _trainer.Run(batches, _trainer.Step + StepsBetweenSaves))
        {
            _problem ??= double.IsFinite(step.Loss) ? null : $"the loss of a step is {step.Loss}";
        }

        _trainer.Save(_path, batches);
    }

    private void Guard(Action act)
    {
        try
        {
            while (!_isOver && _problem is null)
            {
                act();
            }
        }
        catch (Exception exception)
        {
            _problem = exception.ToString();
        }

        if (_problem is not null)
        {
            _hasFailed.Set();
        }
    }
}
