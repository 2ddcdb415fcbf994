using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Weft.Distributed;

/// <summary>
/// The one thread that calls MPI. It gets one piece of work after another; who gives it waits for it, or comes back for it. Allocates
/// nothing where the work is a delegate that is there already.
/// </summary>
internal sealed class CommunicationThread
{
    // Who waits for work takes no processor from those that compute; who waits for the end of it has nothing else to do.
    private readonly SemaphoreSlim _given = new(0);
    private readonly Signal _done = new(int.MaxValue);
    private readonly Thread _thread;
    private Action? _work;
    private Exception? _failure;
    private int _completed;
    private bool _isLast;

    public CommunicationThread()
    {
        _thread = new Thread(this.Loop) { IsBackground = true, Name = "Weft communication" };
        _thread.UnsafeStart();
    }

    /// <summary>Does the work, and waits until it is done.</summary>
    public void Run(Action work)
    {
        this.Begin(work);
        this.Complete();
    }

    /// <summary>Gives the work; <see cref="Complete"/> comes before the next.</summary>
    public void Begin(Action work)
    {
        _work = work;
        _ = _given.Release();
    }

    /// <summary>Waits for the work that was given, and throws what it threw.</summary>
    public void Complete()
    {
        _done.WaitPast(_completed++);
        Exception? failure = _failure;
        _failure = null;

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Does a last piece of work and ends the thread; where that takes longer, the thread goes with the process.</summary>
    public void End(Action work, TimeSpan atMost)
    {
        _isLast = true;
        this.Begin(work);
        _ = _thread.Join(atMost);
    }

    private void Loop()
    {
        while (true)
        {
            _given.Wait();
            bool isLast = _isLast;

            try
            {
                _work!();
            }
            catch (Exception exception)
            {
                _failure = exception;
            }

            _done.Advance();

            if (isLast)
            {
                return;
            }
        }
    }
}
