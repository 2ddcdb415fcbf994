using System;

namespace Weft;

/// <summary>A stretch of code that uses the block of an arena: it stays to the end, whoever disposes the arena.</summary>
internal readonly ref struct ArenaUse
{
    private readonly NativeArena _arena;

    /// <exception cref="ObjectDisposedException">The arena has been disposed.</exception>
    public ArenaUse(NativeArena arena)
    {
        arena.Hold();
        _arena = arena;
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _arena.Release();
}
