using System;
using System.Collections.Generic;
using System.Threading;
using Xunit;

namespace Weft.Runtime.Tests.Threading;

/// <summary>How many threads there may be, and what becomes of them where the system has fewer.</summary>
public sealed class WorkerLimitTests
{
    [Theory]
    [InlineData(1025)]
    [InlineData(20_000)]
    [InlineData(int.MaxValue)]
    public void Constructor_TooManyThreads_NamesTheLimit(int threads)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(threads)).Message;

        Assert.Contains($"threads ('{threads}') must be less than or equal to '1024'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_AsManyThreadsAsAllowed_AllRun()
    {
        using Workers workers = new(Workers.MaximumCount);
        int ran = 0;
        workers.Run(new Count(() => Interlocked.Increment(ref ran)));

        Assert.Equal(Workers.MaximumCount, ran);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 1)]
    [InlineData(8, 5)]
    [InlineData(8, 7)]
    public void Constructor_RefusedAThread_LeavesNoneRunning(int threads, int refused)
    {
        List<Thread> started = [];
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => new Workers(threads, thread =>
        {
            if (started.Count + 1 == refused)
            {
                throw new OutOfMemoryException();
            }

            thread.UnsafeStart();
            started.Add(thread);
        }));

        Assert.Equal($"The system has threads for {refused} of {threads} workers only; ask for fewer.", exception.Message);
        Assert.IsType<OutOfMemoryException>(exception.InnerException);
        Assert.Equal(refused - 1, started.Count);
        Assert.All(started, static thread => Assert.False(thread.IsAlive));
    }

    private sealed class Count(Action counted) : IParallelWork
    {
        public void Execute(Team team, int worker) => counted();
    }
}
