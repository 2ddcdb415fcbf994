using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Weft;

/// <summary>
/// Threads that run a model's phases; shareable between models. Spins briefly between phases, then parks. Runs that are started
/// from several threads follow one another.
/// </summary>
public sealed class Workers : IDisposable
{
    private readonly Lock _runs = new();
    private readonly TeamState _state;
    private readonly Team[] _teams;
    private readonly Signal _start;
    private readonly Signal _finish;
    private readonly Thread[] _threads;
    private IParallelWork? _work;
    private Exception? _failure;
    private PaddedCounter _running;
    private int _caller;
    private bool _disposed;

    /// <summary>Starts <paramref name="threads"/> - 1 background threads; the caller of <see cref="Run"/> is the last one.</summary>
    /// <param name="threads">Threads in all; 0 for one per processor.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    public Workers(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        this.Count = threads == 0 ? Environment.ProcessorCount : threads;
        _state = new TeamState(this.Count);
        _teams = Team.Create(_state);
        _start = new Signal(this.Count);
        _finish = new Signal(this.Count);
        _threads = new Thread[this.Count - 1];
        this.StartThreads();
    }

    /// <summary>Threads in all, the caller included.</summary>
    public int Count { get; }

    /// <summary>
    /// Runs <paramref name="work"/> on every thread and returns when all have finished. Allocates nothing. Where a thread throws, the
    /// others leave at their next claim or barrier, and this method throws the first exception; the threads stay usable.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside a run of the same threads.</exception>
    /// <exception cref="ObjectDisposedException">The threads have been stopped.</exception>
    public void Run(IParallelWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        this.ThrowIfInside();
        Exception? failure;

        lock (_runs)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _caller = Environment.CurrentManagedThreadId;
            failure = this.RunOnAll(work);
            _caller = 0;
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Waits for a run under way, then stops and joins the threads.</summary>
    /// <exception cref="InvalidOperationException">Called from inside a run of the same threads.</exception>
    public void Dispose()
    {
        this.ThrowIfInside();

        lock (_runs)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            this.StopThreads();
        }
    }

    private void StartThreads()
    {
        try
        {
            for (int index = 0; index < _threads.Length; index++)
            {
                int worker = index + 1;
                Thread thread = new(() => this.Loop(worker)) { IsBackground = true, Name = $"Weft worker {worker}" };
                thread.UnsafeStart();
                _threads[index] = thread;
            }
        }
        catch
        {
            // The system refused a thread: those that run must not wait for ever.
            _disposed = true;
            this.StopThreads();

            throw;
        }
    }

    private void StopThreads()
    {
        _start.Advance();

        foreach (Thread? thread in _threads)
        {
            thread?.Join();
        }
    }

    private Exception? RunOnAll(IParallelWork work)
    {
        int finished = _finish.Value;
        _state.Reset();
        _failure = null;
        _work = work;
        _running.Value = _threads.Length;

        if (_threads.Length > 0)
        {
            _start.Advance();
        }

        this.Execute(worker: 0);

        if (_threads.Length > 0)
        {
            _finish.WaitPast(finished);
        }

        _work = null;

        return _failure;
    }

    private void Loop(int worker)
    {
        // Every run advances the signal by one, and none starts before all threads have finished the one before.
        for (int started = 0; ; started++)
        {
            _start.WaitPast(started);

            if (_disposed)
            {
                return;
            }

            this.Execute(worker);

            if (Interlocked.Decrement(ref _running.Value) == 0)
            {
                _finish.Advance();
            }
        }
    }

    private void Execute(int worker)
    {
        try
        {
            _work!.Execute(_teams[worker], worker);
        }
        catch (TeamStoppedException)
        {
            // The thread that failed has left its exception.
        }
        catch (Exception exception)
        {
            _ = Interlocked.CompareExchange(ref _failure, exception, null);
            _state.Stop();
        }
    }

    private void ThrowIfInside()
    {
        if (_caller == Environment.CurrentManagedThreadId || Array.IndexOf(_threads, Thread.CurrentThread) >= 0)
        {
            throw new InvalidOperationException("These workers are running: work cannot start another run on them, nor stop them.");
        }
    }
}
