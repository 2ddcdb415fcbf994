using System;
using System.Threading;

namespace Weft;

/// <summary>
/// A call of a session: from here to its end no other thread may call it. Sessions have one set of arenas, and two calls at once would
/// give each other's numbers.
/// </summary>
internal readonly ref struct SessionUse
{
    private readonly ref int _user;
    private readonly bool _isOuter;

    /// <summary>Begins a call.</summary>
    /// <param name="user">The thread whose call is under way; 0 for none.</param>
    /// <param name="name">The model.</param>
    /// <exception cref="InvalidOperationException">Another thread's call is under way.</exception>
    public SessionUse(ref int user, string name)
    {
        int thread = Environment.CurrentManagedThreadId;
        int present = Interlocked.CompareExchange(ref user, thread, 0);

        if (present != 0 && present != thread)
        {
            throw new InvalidOperationException(
                $"{name}: a session runs one call at a time, and another thread is in one; give each thread a session of its own.");
        }

        _user = ref user;
        _isOuter = present == 0;
    }

    /// <summary>Ends the call.</summary>
    public void Dispose()
    {
        if (_isOuter)
        {
            Volatile.Write(ref _user, 0);
        }
    }
}
