using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Weft.Stress.Sessions;

/// <summary>Some attackers at once, for some time, and who watches that none of them stands still.</summary>
internal sealed class Assault : IDisposable
{
    // A few, who meet often; and as many as a server has sessions.
    private static readonly int[] Numbers = [6, 64];

    // Nothing that they do takes a second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenInterrupts = TimeSpan.FromMilliseconds(20);

    private readonly Fleet _fleet;
    private readonly Attacker[] _attackers;
    private readonly Thread[] _threads;
    private readonly Random _random;
    private long _actions;
    private volatile string? _problem;
    private volatile bool _isOver;

    /// <param name="expected">What must come of it.</param>
    /// <param name="seed">Decides what each does.</param>
    /// <param name="threads">Attackers; null for a number that the seed decides too.</param>
    /// <param name="folder">Where they may save.</param>
    public Assault(Expected expected, int seed, int? threads, string folder)
    {
        _random = new Random(seed);
        int number = threads ?? Numbers[_random.Next(Numbers.Length)];
        _fleet = new Fleet(sessions: number / 2);
        _attackers = [.. Enumerable.Range(0, number).Select(i => new Attacker(_fleet, expected, new Random(HashCode.Combine(seed, i)), folder))];
        _threads = [.. _attackers.Select(attacker => new Thread(() => this.Run(attacker)) { IsBackground = true, Name = "attacker" })];
    }

    /// <summary>Things that were done.</summary>
    public long Actions => Volatile.Read(ref _actions);

    /// <summary>Whether a thread stands still, and the process has to be ended.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Runs it.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public string? Run(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        Array.ForEach(_threads, static thread => thread.Start());

        while (Stopwatch.GetElapsedTime(start) < time && _problem is null)
        {
            Thread.Sleep(BetweenInterrupts);
            _threads[_random.Next(_threads.Length)].Interrupt();
        }

        _isOver = true;
        int stuck = Array.FindIndex(_threads, thread => !thread.Join(Patience));
        this.IsStuck = stuck >= 0;

        return this.IsStuck ? $"a thread stands still: {_attackers[stuck].Doing}" : _problem;
    }

    /// <inheritdoc/>
    public void Dispose() => _fleet.Dispose();

    private void Run(Attacker attacker)
    {
        while (!_isOver)
        {
            if (attacker.Act() is string problem)
            {
                _problem = problem;

                return;
            }

            _ = Interlocked.Increment(ref _actions);
        }
    }
}
