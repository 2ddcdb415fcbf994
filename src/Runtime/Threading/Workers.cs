using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Weft;

/// <summary>
/// Threads that run a model's phases; shareable between models. Spins briefly between phases, then parks. Runs that are started
/// from several threads follow one another.
/// </summary>
public sealed class Workers : IDisposable
{
    /// <summary>
    /// The most threads: more than a machine has processors. From some thousand on, the threads of a team hardly do anything but meet, and
    /// the system may end the process instead of refusing another one.
    /// </summary>
    public const int MaximumCount = 1024;

    private readonly Lock _runs = new();
    private readonly Team[][] _teams;
    private readonly Signal[] _starts;
    private readonly Signal _finish;
    private readonly Thread[] _threads;
    private IParallelWork? _work;
    private Exception? _failure;
    private PaddedCounter _running;
    private int _size;
    private bool _disposed;

    /// <summary>
    /// Starts <paramref name="threads"/> - 1 background threads; the caller of <see cref="Run(IParallelWork)"/> is the last one.
    /// </summary>
    /// <param name="threads">Threads in all, at most <see cref="MaximumCount"/>; 0 for one per processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or above <see cref="MaximumCount"/>.</exception>
    /// <exception cref="InvalidOperationException">The system refuses so many; none is left running.</exception>
    public Workers(int threads = 0)
        : this(threads, static thread => thread.UnsafeStart())
    {
    }

    /// <inheritdoc cref="Workers(int)"/>
    /// <param name="threads">Threads in all.</param>
    /// <param name="start">Starts a thread, or throws where the system has none.</param>
    internal Workers(int threads, Action<Thread> start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaximumCount);
        this.Count = threads == 0 ? Math.Min(Environment.ProcessorCount, MaximumCount) : threads;
        this.TeamSizes = SizesUpTo(this.Count);
        _teams = [.. this.TeamSizes.Select(static size => Team.Create(new TeamState(size)))];
        _starts = [.. this.TeamSizes.Select(_ => new Signal(this.Count))];
        _finish = new Signal(this.Count);
        _threads = new Thread[this.Count - 1];
        this.StartThreads(start);
    }

    /// <summary>Threads in all, the caller included.</summary>
    public int Count { get; }

    /// <summary>Threads of the teams that a run can have: 1, 2, 4, .. and all.</summary>
    internal int[] TeamSizes { get; }

    /// <summary>
    /// Runs <paramref name="work"/> on every thread and returns when all have finished. Allocates nothing. Where a thread throws, the
    /// others leave at their next claim or barrier, and this method throws the first exception; the threads stay usable.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside a run of the same threads.</exception>
    /// <exception cref="ObjectDisposedException">The threads have been stopped.</exception>
    public void Run(IParallelWork work) => this.Run(work, this.TeamSizes.Length - 1);

    /// <summary>Runs <paramref name="work"/> on the caller and the first of the other threads.</summary>
    /// <param name="work">The work.</param>
    /// <param name="size">The number of a team size: an index of <see cref="TeamSizes"/>.</param>
    internal void Run(IParallelWork work, int size)
    {
        ArgumentNullException.ThrowIfNull(work);
        this.Enter();
        Exception? failure;

        try
        {
            this.CheckDisposed();
            failure = this.RunOn(work, size);
        }
        finally
        {
            _runs.Exit();
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Throws where the threads have been stopped.</summary>
    /// <exception cref="ObjectDisposedException">They have.</exception>
    internal void CheckDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>Waits for a run under way, then stops and joins the threads.</summary>
    /// <exception cref="InvalidOperationException">Called from inside a run of the same threads.</exception>
    public void Dispose()
    {
        Uninterrupted.Wait(this, static workers => workers.Enter());

        try
        {
            if (_disposed)
            {
                return;
            }

            // Race: "says that it is disposed after the start".
            _disposed = true;
            this.StopThreads();
        }
        finally
        {
            _runs.Exit();
        }
    }

    private static int[] SizesUpTo(int count)
    {
        List<int> sizes = [];

        for (long size = 1; size < count; size *= 2)
        {
            sizes.Add((int)size);
        }

        return [.. sizes, count];
    }

    private void StartThreads(Action<Thread> start)
    {
        for (int worker = 1; worker < this.Count; worker++)
        {
            int number = worker;
            Thread thread = new(() => this.Loop(number)) { IsBackground = true, Name = $"Weft worker {number}" };

            try
            {
                start(thread);
            }
            catch (Exception exception)
            {
                // Threads that run already must not wait for ever.
                _disposed = true;
                this.StopThreads();

                throw new InvalidOperationException(
                    $"The system has threads for {worker} of {this.Count} workers only; ask for fewer.", exception);
            }

            _threads[worker - 1] = thread;
        }
    }

    private void StopThreads()
    {
        foreach (Signal start in _starts)
        {
            start.Advance();
        }

        foreach (Thread? thread in _threads)
        {
            if (thread is not null)
            {
                Uninterrupted.Wait(thread, static thread => thread.Join());
            }
        }
    }

    private Exception? RunOn(IParallelWork work, int size)
    {
        // All of it before the start, which is a fence: from then on others read it, and may finish. Races: "reads the finishing signal
        // after the start", "the work is set after the start", "the number of running threads is set after the start".
        int finished = _finish.Value;
        _teams[size][0].Reset();
        _failure = null;
        _work = work;
        _size = size;
        _running.Value = this.TeamSizes[size] - 1;

        for (int joining = 1; joining <= size; joining++)
        {
            _starts[joining].Advance();
        }

        this.Execute(worker: 0);

        if (size > 0)
        {
            _finish.WaitPast(finished);
        }

        _work = null;

        return _failure;
    }

    private void Loop(int worker)
    {
        // The threads that a team has beyond those of the next smaller one wait together.
        Signal start = _starts[Array.FindIndex(this.TeamSizes, size => size > worker)];

        // Every run of theirs advances the signal by one, and none starts before all threads have finished the one before.
        for (int started = 0; ; started++)
        {
            start.WaitPast(started);

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
        Team team = _teams[_size][worker];

        try
        {
            _work!.Execute(team, worker);
        }
        catch (TeamStoppedException)
        {
            // The thread that failed has left its exception.
        }
        catch (Exception exception)
        {
            _ = Interlocked.CompareExchange(ref _failure, exception, null);
            team.Stop();
        }
    }

    // Waits for other callers' runs. Whoever is inside a run would wait for itself: the other threads find the lock taken, by their caller,
    // and the caller, who may take it again, finds work.
    private void Enter()
    {
        if (!_runs.TryEnter())
        {
            if (Array.IndexOf(_threads, Thread.CurrentThread) >= 0)
            {
                ThrowInside();
            }

            _runs.Enter();
        }

        if (_work is not null)
        {
            _runs.Exit();
            ThrowInside();
        }
    }

    [DoesNotReturn]
    private static void ThrowInside() =>
        throw new InvalidOperationException("These workers are running: work cannot start another run on them, nor stop them.");
}
