using System;
using System.Linq;
using System.Threading;
using Xunit;

namespace Weft.Runtime.Tests.Threading;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    public void Run_ManyPhases_EveryItemOfEveryPhaseOnce(int threads)
    {
        using Workers workers = new(threads);
        Phases work = new(phases: 60, items: 37);

        for (int run = 1; run <= 3; run++)
        {
            workers.Run(work);
            Assert.All(work.Claims, claims => Assert.Equal(run, claims));
            Assert.Equal(0, work.EarlyItems);
        }

        Assert.Equal(threads, workers.Count);
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(6, new[] { 1, 2, 4, 6 })]
    [InlineData(8, new[] { 1, 2, 4, 8 })]
    public void Run_TeamsOfEverySize_OneAfterAnother(int threads, int[] sizes)
    {
        using Workers workers = new(threads);
        Random random = new(1337);
        Assert.Equal(sizes, workers.TeamSizes);

        for (int run = 0; run < 2000; run++)
        {
            int size = random.Next(sizes.Length);
            int[] met = new int[threads];
            int absent = 0;
            workers.Run(
                new Work((team, worker) =>
                {
                    met[worker] += team.Count;
                    team.Barrier();

                    if (worker == 0)
                    {
                        absent = met.Count(static count => count == 0);
                    }
                }),
                size);

            Assert.Equal([.. Enumerable.Repeat(sizes[size], sizes[size]), .. Enumerable.Repeat(0, threads - sizes[size])], met);
            Assert.Equal(threads - sizes[size], absent);
        }
    }

    [Fact]
    public void Run_SmallTeamThrows_LargerOnesStayUsable()
    {
        using Workers workers = new(4);

        for (int run = 0; run < 20; run++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => workers.Run(
                new Work((team, worker) =>
                {
                    if (worker == 1)
                    {
                        throw new InvalidTimeZoneException();
                    }

                    team.Barrier();
                }),
                size: 1));

            Phases work = new(phases: 5, items: 11);
            workers.Run(work);
            Assert.All(work.Claims, static claims => Assert.Equal(1, claims));
        }
    }

    [Fact]
    public void Constructor_Zero_OneThreadPerProcessor()
    {
        using Workers workers = new();

        Assert.Equal(Environment.ProcessorCount, workers.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(-1));
    }

    [Fact]
    public void Run_EveryWorkerNumberOnce_CallerIsZero()
    {
        using Workers workers = new(5);
        int[] threads = new int[5];
        workers.Run(new Work((team, worker) => threads[worker] = Environment.CurrentManagedThreadId));

        Assert.Equal(Environment.CurrentManagedThreadId, threads[0]);
        Assert.Equal(5, threads.Distinct().Count());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(8, 5)]
    public void Run_WorkerThrows_ThrowsItAndStaysUsable(int threads, int failing)
    {
        using Workers workers = new(threads);

        for (int run = 0; run < 20; run++)
        {
            InvalidTimeZoneException exception = Assert.Throws<InvalidTimeZoneException>(() => workers.Run(new Work((team, worker) =>
            {
                team.Barrier();

                if (worker == failing)
                {
                    throw new InvalidTimeZoneException("from the worker");
                }

                team.Barrier();
                team.Barrier();
            })));
            Assert.Equal("from the worker", exception.Message);

            Phases work = new(phases: 5, items: 11);
            workers.Run(work);
            Assert.All(work.Claims, static claims => Assert.Equal(1, claims));
        }
    }

    [Fact]
    public void Run_WorkerThrowsWhileOthersClaim_OthersLeave()
    {
        using Workers workers = new(4);
        int left = 0;

        Assert.Throws<InvalidTimeZoneException>(() => workers.Run(new Work((team, worker) =>
        {
            if (worker == 3)
            {
                throw new InvalidTimeZoneException();
            }

            // Without end but for the failure of the fourth.
            while (true)
            {
                if (!team.Claim(int.MaxValue, out int item))
                {
                    _ = Interlocked.Increment(ref left);
                }
            }
        })));
        Assert.Equal(0, left);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Run_FromInside_IsAnError(int inner)
    {
        using Workers workers = new(2);
        Work nested = new((team, worker) => { if (worker == inner) { workers.Run(new Work(static (_, _) => { })); } });
        Work disposing = new((team, worker) => { if (worker == inner) { workers.Dispose(); } });

        Assert.Contains("are running", Assert.Throws<InvalidOperationException>(() => workers.Run(nested)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => workers.Run(disposing));
        workers.Run(new Work(static (_, _) => { }));
    }

    [Fact]
    public void Run_FromTwoThreads_FollowOneAnother()
    {
        using Workers workers = new(3);
        int inside = 0;
        int overlaps = 0;
        Work work = new((team, worker) =>
        {
            if (worker == 0)
            {
                overlaps += Interlocked.Increment(ref inside) - 1;
            }

            team.Barrier();

            if (worker == 0)
            {
                _ = Interlocked.Decrement(ref inside);
            }
        });
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int run = 0; run < 200; run++)
            {
                workers.Run(work);
            }
        }))];

        foreach (Thread caller in callers)
        {
            caller.Start();
        }

        foreach (Thread caller in callers)
        {
            caller.Join();
        }

        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void Run_AfterParking_StillRuns()
    {
        using Workers workers = new(3);
        Phases work = new(phases: 3, items: 5);

        for (int run = 1; run <= 5; run++)
        {
            // Long beyond the time anybody spins.
            Thread.Sleep(5);
            workers.Run(work);
            Assert.All(work.Claims, claims => Assert.Equal(run, claims));
        }
    }

    [Fact]
    public void Run_WaitersPark_AreWoken()
    {
        using Workers workers = new(3);
        int arrived = 0;

        workers.Run(new Work((team, worker) =>
        {
            for (int phase = 0; phase < 3; phase++)
            {
                if (worker == phase)
                {
                    Thread.Sleep(5);
                }

                _ = Interlocked.Increment(ref arrived);
                team.Barrier();
                Assert.Equal(3 * (phase + 1), Volatile.Read(ref arrived));
                team.Barrier();
            }
        }));
        Assert.Equal(9, arrived);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_Allocates_Nothing(int threads)
    {
        using Workers workers = new(threads);
        Counting work = new();

        for (int run = 0; run < 50; run++)
        {
            workers.Run(work);
        }

        long before = work.Allocated(workers);

        for (int run = 0; run < 200; run++)
        {
            workers.Run(work);
        }

        Assert.Equal(before, work.Allocated(workers));
    }

    [Fact]
    public void Dispose_Joins_AndRefusesRuns()
    {
        Workers workers = new(4);
        Thread?[] threads = new Thread?[4];
        workers.Run(new Work((team, worker) => threads[worker] = Thread.CurrentThread));
        workers.Dispose();
        workers.Dispose();

        Assert.All(threads[1..], static thread => Assert.False(thread!.IsAlive));
        Assert.Throws<ObjectDisposedException>(() => workers.Run(new Work(static (_, _) => { })));
    }

    private sealed class Work(Action<Team, int> action) : IParallelWork
    {
        public void Execute(Team team, int worker) => action(team, worker);
    }

    private sealed class Phases(int phases, int items) : IParallelWork
    {
        private int _phase;
        private int _early;

        public int[] Claims { get; } = new int[phases * items];

        /// <summary>Items that were claimed before the phase before theirs had ended.</summary>
        public int EarlyItems => _early;

        public void Execute(Team team, int worker)
        {
            for (int phase = 0; phase < phases; phase++)
            {
                while (team.Claim(items, out int item))
                {
                    _ = Interlocked.Increment(ref this.Claims[(phase * items) + item]);
                    _early += Volatile.Read(ref _phase) == phase ? 0 : 1;
                }

                team.Barrier();

                if (worker == 0)
                {
                    Volatile.Write(ref _phase, (phase + 1) % phases);
                }

                team.Barrier();
            }
        }
    }

    private sealed class Counting : IParallelWork
    {
        private long[] _allocated = [];
        private bool _reads;

        public long Allocated(Workers workers)
        {
            _allocated = new long[workers.Count];
            _reads = true;
            workers.Run(this);
            _reads = false;

            // The array above is the caller's.
            return _allocated[1..].Sum();
        }

        public void Execute(Team team, int worker)
        {
            if (_reads)
            {
                _allocated[worker] = GC.GetAllocatedBytesForCurrentThread();

                return;
            }

            for (int phase = 0; phase < 10; phase++)
            {
                while (team.Claim(20, out _))
                {
                }

                team.Barrier();
            }
        }
    }
}
