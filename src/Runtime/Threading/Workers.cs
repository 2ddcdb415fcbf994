using System;

namespace Weft;

/// <summary>Threads that run a model's phases; shareable between models. Spins briefly between phases, then parks.</summary>
public sealed class Workers : IDisposable
{
    /// <summary>Starts <paramref name="threads"/> - 1 background threads; the caller of <see cref="Run"/> is the last one.</summary>
    /// <param name="threads">Threads in all; 0 for one per processor.</param>
    public Workers(int threads = 0) => throw new NotSupportedException();

    /// <summary>Threads in all, the caller included.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>Runs <paramref name="work"/> on every thread and returns when all have finished. Allocates nothing.</summary>
    public void Run(IParallelWork work) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotSupportedException();
}
