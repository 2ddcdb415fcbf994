using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Stress.Races;

/// <summary>
/// What all threads have come to. Memory is what each place was, write after write, and every thread has a view: the oldest write of each place
/// that it may still read. A plain or late read may find any write from there on; volatile accesses hand views on, and fences make all
/// that went before one of them visible after each later one.
/// </summary>
internal sealed class MachineState
{
    private readonly List<(int Value, int[]? View)>[] _writes;
    private readonly ThreadState[] _threads;
    private readonly int[] _fence;
    private readonly (int Owner, int[] View)[] _locks;

    /// <param name="places">Places of memory, all zero.</param>
    /// <param name="locks">Locks.</param>
    /// <param name="threads">Threads.</param>
    public MachineState(int places, int locks, int threads)
    {
        _writes = [.. Enumerable.Range(0, places).Select(static _ => new List<(int, int[]?)> { (0, null) })];
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new ThreadState(places))];
        _fence = new int[places];
        _locks = [.. Enumerable.Range(0, locks).Select(_ => (-1, new int[places]))];
    }

    private MachineState(MachineState other)
    {
        _writes = [.. other._writes.Select(static list => list.ConvertAll(static item => (item.Value, (int[]?)item.View?.Clone())))];
        _threads = [.. other._threads.Select(static thread => thread.Clone())];
        _fence = (int[])other._fence.Clone();
        _locks = [.. other._locks.Select(static item => (item.Owner, (int[])item.View.Clone()))];
    }

    /// <summary>The same again.</summary>
    public MachineState Clone() => new(this);

    /// <summary>What a thread has come to.</summary>
    public ThreadState this[int thread] => _threads[thread];

    /// <summary>Writes that a thread may read of a place.</summary>
    public IEnumerable<int> Readable(int thread, int place) => Enumerable.Range(_threads[thread].View[place], _writes[place].Count - _threads[thread].View[place]);

    /// <summary>Reads one of them.</summary>
    public int Read(int thread, int place, int write, Ordering ordering)
    {
        ThreadState state = _threads[thread];
        state.View[place] = write;
        (int value, int[]? view) = _writes[place][write];

        if (ordering != Ordering.Plain && view is not null)
        {
            Join(state.View, view);
        }

        return value;
    }

    /// <summary>Writes behind all writes of a place.</summary>
    public void Write(int thread, int place, int value, Ordering ordering)
    {
        ThreadState state = _threads[thread];
        state.View[place] = _writes[place].Count;
        _writes[place].Add((value, ordering == Ordering.Plain ? null : (int[])state.View.Clone()));
    }

    /// <summary>Adds to the last write of a place.</summary>
    public int AddTo(int thread, int place, int amount, Ordering ordering)
    {
        if (ordering == Ordering.Fence)
        {
            this.Fence(thread);
        }

        int last = _writes[place].Count - 1;
        int[]? before = _writes[place][last].View;
        int value = this.Read(thread, place, last, ordering) + amount;
        this.Write(thread, place, value, ordering);

        // Whoever reads the sum of several takes over what each of them had seen.
        if (before is not null && _writes[place][^1].View is int[] view)
        {
            Join(view, before);
        }

        if (ordering == Ordering.Fence)
        {
            this.Fence(thread);
        }

        return value;
    }

    /// <summary>Takes a lock; false where another thread has it.</summary>
    public bool TryEnter(int thread, int gate)
    {
        if (_locks[gate].Owner >= 0)
        {
            return false;
        }

        _locks[gate].Owner = thread;
        Join(_threads[thread].View, _locks[gate].View);

        return true;
    }

    /// <summary>Gives it back.</summary>
    public void Exit(int thread, int gate)
    {
        _locks[gate].Owner = -1;
        Join(_locks[gate].View, _threads[thread].View);
    }

    /// <summary>Wakes the threads that wait for a pulse of a lock.</summary>
    public void Pulse(int gate)
    {
        foreach (ThreadState thread in _threads.Where(thread => thread.Waiting == gate))
        {
            thread.Waiting = ThreadState.Pulsed;
        }
    }

    /// <summary>Forgets writes that no thread can read any more, and what a thread has left that has ended.</summary>
    /// <param name="hasEnded">Whether a thread has.</param>
    public void Forget(Func<int, bool> hasEnded)
    {
        for (int thread = 0; thread < _threads.Length; thread++)
        {
            if (hasEnded(thread))
            {
                Array.Clear(_threads[thread].Registers);
                Array.Fill(_threads[thread].View, int.MaxValue);
            }
        }

        for (int place = 0; place < _writes.Length; place++)
        {
            int oldest = Math.Min(_writes[place].Count - 1, _threads.Min(thread => thread.View[place]));

            if (oldest > 0)
            {
                _writes[place].RemoveRange(0, oldest);
                this.Shift(place, oldest);
            }
        }
    }

    /// <summary>All of it as a text, by which equal states are recognized.</summary>
    public string Key()
    {
        StringBuilder text = new();

        foreach (List<(int Value, int[]? View)> writes in _writes)
        {
            _ = text.Append((char)writes.Count);

            foreach ((int value, int[]? view) in writes)
            {
                _ = text.Append((char)value).Append(view is null ? 'p' : 'v');
                Append(text, view ?? []);
            }
        }

        foreach (ThreadState thread in _threads)
        {
            _ = text.Append((char)thread.Next).Append((char)(thread.Waiting + 10));
            Append(text, thread.Registers);
            Append(text, thread.View);
        }

        foreach ((int owner, int[] view) in _locks)
        {
            _ = text.Append((char)(owner + 10));
            Append(text, view);
        }

        Append(text, _fence);

        return text.ToString();
    }

    // What is older than all that can be read tells nothing.
    private void Shift(int place, int oldest)
    {
        static void Move(int[] view, int place, int oldest) => view[place] = view[place] == int.MaxValue ? int.MaxValue : Math.Max(0, view[place] - oldest);

        foreach (int[] view in _writes.SelectMany(static list => list).Select(static item => item.View).OfType<int[]>().Distinct()
            .Concat(_threads.Select(static thread => thread.View)).Concat(_locks.Select(static item => item.View)).Append(_fence))
        {
            Move(view, place, oldest);
        }
    }

    private static void Append(StringBuilder text, int[] numbers)
    {
        foreach (int number in numbers)
        {
            _ = text.Append((char)number);
        }
    }

    private void Fence(int thread)
    {
        Join(_threads[thread].View, _fence);
        Array.Copy(_threads[thread].View, _fence, _fence.Length);
    }

    private static void Join(int[] view, int[] other)
    {
        for (int place = 0; place < view.Length; place++)
        {
            view[place] = Math.Max(view[place], other[place]);
        }
    }
}

/// <summary>What a thread has come to.</summary>
internal sealed class ThreadState
{
    /// <summary>It waits for nothing.</summary>
    public const int Running = -1;

    /// <summary>It was pulsed, and has to take its lock again.</summary>
    public const int Pulsed = -2;

    /// <param name="places">Places of memory.</param>
    public ThreadState(int places) => this.View = new int[places];

    private ThreadState(ThreadState other)
    {
        this.View = (int[])other.View.Clone();
        this.Registers = (int[])other.Registers.Clone();
        this.Next = other.Next;
        this.Waiting = other.Waiting;
    }

    /// <summary>Its next instruction.</summary>
    public int Next { get; set; }

    /// <summary>The lock whose pulse it waits for.</summary>
    public int Waiting { get; set; } = Running;

    /// <summary>Its registers.</summary>
    public int[] Registers { get; } = new int[ProtocolThread.Registers];

    /// <summary>Of each place the oldest write that it may still read.</summary>
    public int[] View { get; }

    /// <summary>The same again.</summary>
    public ThreadState Clone() => new(this);
}
