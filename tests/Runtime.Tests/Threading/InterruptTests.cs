using System;
using System.Threading;
using Xunit;

namespace Weft.Runtime.Tests.Threading;

/// <summary>Threads that are interrupted while they wait for workers.</summary>
public sealed class InterruptTests
{
    [Fact]
    public void Run_Interrupted_WaitsForTheOthersAllTheSame()
    {
        using Workers workers = new(2);
        using ManualResetEventSlim released = new();
        bool isOver = false;
        bool isInterrupted = false;
        Thread caller = new(() =>
        {
            workers.Run(new Waiting(released));
            isOver = true;

            try
            {
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        });
        caller.Start();

        // Long enough to park.
        Assert.False(caller.Join(100));
        caller.Interrupt();
        Assert.False(caller.Join(100));
        Assert.False(isOver);
        released.Set();
        caller.Join();

        Assert.True(isOver);
        Assert.True(isInterrupted);
        workers.Run(new Waiting(released));
    }

    [Fact]
    public void Dispose_Interrupted_StopsTheThreadsAllTheSame()
    {
        Workers workers = new(2);
        using ManualResetEventSlim released = new();
        Thread caller = new(() => workers.Run(new Waiting(released)));
        Thread stopping = new(workers.Dispose);
        caller.Start();
        Assert.False(caller.Join(50));
        stopping.Start();
        Assert.False(stopping.Join(50));
        stopping.Interrupt();
        Assert.False(stopping.Join(50));
        released.Set();
        stopping.Join();
        caller.Join();

        Assert.Throws<ObjectDisposedException>(() => workers.Run(new Waiting(released)));
    }

    /// <summary>Work that only the second thread has, until it is released.</summary>
    private sealed class Waiting(ManualResetEventSlim released) : IParallelWork
    {
        public void Execute(Team team, int worker)
        {
            if (worker == 1)
            {
                released.Wait();
            }
        }
    }
}
