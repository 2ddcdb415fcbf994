using System;

namespace Weft.Stress.Races;

/// <summary><c>Workers.RunOn</c>, its loop and its end, instruction by instruction.</summary>
/// <param name="workers">Threads besides the caller.</param>
/// <param name="change">What is other than in the source; null for nothing.</param>
internal sealed class WorkersModel(int workers, string? change)
{
    /// <summary>What tests take away from workers.</summary>
    public const string WorkLate = "Workers.RunOn: the work is set after the start";

    /// <inheritdoc cref="WorkLate"/>
    public const string RunningLate = "Workers.RunOn: the number of running threads is set after the start";

    /// <inheritdoc cref="WorkLate"/>
    public const string FinishReadLate = "Workers.RunOn: reads the finishing signal after the start";

    /// <inheritdoc cref="WorkLate"/>
    public const string DisposedLate = "Workers.Dispose: says that it is disposed after the start";

    private const int Start = 0;
    private const int StartParked = 1;
    private const int Finish = 2;
    private const int FinishParked = 3;
    private const int Running = 4;
    private const int Work = 5;
    private const int Disposed = 6;
    private const int Results = 7;

    private readonly SignalModel _start = new(Start, StartParked, gate: 0, change);
    private readonly SignalModel _finish = new(Finish, FinishParked, gate: 1, change);

    /// <summary>Places of memory.</summary>
    public int Places => Results + workers;

    /// <summary>Runs one work.</summary>
    public void Run(ProtocolThread thread, int work)
    {
        void SetWork() => thread.Store(Work, work, Ordering.Plain);
        void SetRunning() => thread.Store(Running, workers, Ordering.Plain);
        void ReadFinish() => _finish.Read(thread, 4);
        Put(change != FinishReadLate, ReadFinish);
        Put(change != WorkLate, SetWork);
        Put(change != RunningLate, SetRunning);
        _start.Advance(thread);
        Put(change == WorkLate, SetWork);
        Put(change == RunningLate, SetRunning);
        Put(change == FinishReadLate, ReadFinish);
        _finish.WaitPast(thread, seen: 4);

        for (int worker = 0; worker < workers; worker++)
        {
            thread.Load(0, Results + worker, Ordering.Plain);
            thread.Check(registers => registers[0] == work, $"work {work} has returned before it was done, or its result is not seen");
        }

        thread.Store(Work, 0, Ordering.Plain);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose(ProtocolThread thread)
    {
        void SetDisposed() => thread.Store(Disposed, 1, Ordering.Plain);
        Put(change != DisposedLate, SetDisposed);
        _start.Advance(thread);
        Put(change == DisposedLate, SetDisposed);
    }

    /// <summary>A thread that does so many works, and ends.</summary>
    public void Loop(ProtocolThread thread, int worker, int works)
    {
        for (int started = 0; started <= works; started++)
        {
            int seen = started;
            thread.Compute(2, _ => seen);
            _start.WaitPast(thread, seen: 2);
            thread.Load(3, Disposed, Ordering.Plain);

            if (started == works)
            {
                thread.Check(static registers => registers[3] == 1, "a thread starts, and there is no work");

                return;
            }

            thread.Check(static registers => registers[3] == 0, "a thread ends before its work is done");
            thread.Load(5, Work, Ordering.Plain);
            thread.Check(registers => registers[5] == seen + 1, "a thread finds other work than was started");
            thread.Store(Results + worker, seen + 1, Ordering.Plain);
            thread.Add(5, Running, -1);
            thread.If(static registers => registers[5] == 0, () => _finish.Advance(thread));
        }
    }

    private static void Put(bool condition, Action write)
    {
        if (condition)
        {
            write();
        }
    }
}
