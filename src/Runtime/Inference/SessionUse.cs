using System;
using System.Threading;

namespace Weft;

/// <summary>
/// A call of a session or a trainer: from here to its end no other thread may call it, and its arenas stay where they are, whoever disposes
/// it. There is one set of arenas, and two calls at once would give each other's numbers.
/// </summary>
internal readonly ref struct SessionUse
{
    private readonly ref int _user;
    private readonly NativeArena[] _arenas;

    /// <summary>Begins a call.</summary>
    /// <param name="user">The thread whose call is under way; 0 for none.</param>
    /// <param name="arenas">What the call uses.</param>
    /// <param name="name">The model.</param>
    /// <param name="kind">What is called: a session or a trainer.</param>
    /// <exception cref="InvalidOperationException">Another thread's call is under way.</exception>
    /// <exception cref="ObjectDisposedException">An arena has been disposed.</exception>
    public SessionUse(ref int user, NativeArena[] arenas, string name, string kind)
    {
        int thread = Environment.CurrentManagedThreadId;
        int present = Interlocked.CompareExchange(ref user, thread, 0);

        if (present != 0 && present != thread)
        {
            throw new InvalidOperationException(
                $"{name}: a {kind} runs one call at a time, and another thread is in one; give each thread a {kind} of its own.");
        }

        _user = ref user;
        _arenas = arenas;
        this.IsOuter = present == 0;

        if (this.IsOuter)
        {
            this.Hold();
        }
    }

    /// <summary>Whether the call is not part of another one.</summary>
    public bool IsOuter { get; }

    /// <summary>Ends the call.</summary>
    public void Dispose()
    {
        if (this.IsOuter)
        {
            this.Release(_arenas.Length);
        }
    }

    private void Hold()
    {
        int held = 0;

        try
        {
            for (; held < _arenas.Length; held++)
            {
                _arenas[held].Hold();
            }
        }
        catch
        {
            this.Release(held);

            throw;
        }
    }

    private void Release(int held)
    {
        for (int arena = 0; arena < held; arena++)
        {
            _arenas[arena].Release();
        }

        Volatile.Write(ref _user, 0);
    }
}
