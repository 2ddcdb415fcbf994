using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace Weft.Extensions.AI;

/// <summary>
/// Sessions of a model, started when they are first needed. A call has one to itself; who comes when all are taken waits.
/// </summary>
/// <typeparam name="TSession">The sessions.</typeparam>
/// <param name="start">Starts one.</param>
/// <param name="capacity">The most of them.</param>
internal sealed class SessionPool<TSession>(Func<TSession> start, int capacity) : IDisposable
    where TSession : InferenceSession
{
    private readonly SemaphoreSlim _free = new(capacity);
    private readonly ConcurrentBag<TSession> _idle = [];
    private volatile bool _disposed;

    /// <summary>Waits for a session.</summary>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Lease> RentAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _free.WaitAsync(cancellation).ConfigureAwait(false);

        try
        {
            // Who has waited may have waited for a pool that is gone by now.
            ObjectDisposedException.ThrowIf(_disposed, this);

            return new Lease(this, _idle.TryTake(out TSession? session) ? session : start());
        }
        catch
        {
            _ = _free.Release();
            throw;
        }
    }

    /// <summary>Stops the idle sessions; one that is out is stopped when it comes back.</summary>
    public void Dispose()
    {
        _disposed = true;
        this.StopIdle();
    }

    private void StopIdle()
    {
        while (_idle.TryTake(out TSession? session))
        {
            session.Dispose();
        }
    }

    // The pool may be disposed between any two of these lines: whoever comes last stops the session, and who waits is woken.
    private void Return(TSession session)
    {
        _idle.Add(session);

        if (_disposed)
        {
            this.StopIdle();
        }

        _ = _free.Release();
    }

    /// <summary>A session for as long as it is needed.</summary>
    public readonly struct Lease(SessionPool<TSession> pool, TSession session) : IDisposable
    {
        /// <summary>The session.</summary>
        public TSession Session => session;

        /// <summary>Gives it back.</summary>
        public void Dispose() => pool.Return(session);
    }
}
