using System;
using System.Threading;

namespace Weft;

/// <summary>
/// Waits that an interrupt does not end: for threads that work on memory which the waiting one would free, or to stop them. The thread
/// hears of it where it waits next.
/// </summary>
internal static class Uninterrupted
{
    /// <summary>Waits, and begins again where the thread is interrupted.</summary>
    /// <param name="state">What <paramref name="wait"/> gets; nothing is allocated.</param>
    /// <param name="wait">The wait: one that was interrupted has done nothing.</param>
    public static void Wait<T>(T state, Action<T> wait)
    {
        bool isInterrupted = false;

        while (!TryWait(state, wait))
        {
            isInterrupted = true;
        }

        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private static bool TryWait<T>(T state, Action<T> wait)
    {
        try
        {
            wait(state);

            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }
}
