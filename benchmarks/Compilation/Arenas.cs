using System;
using System.Collections.Generic;

namespace Weft.Benchmarks.Compilation;

/// <summary>
/// Some arenas of the same contents, one after another and from the first again. All are kept until the last is done with: memory that is
/// freed would come back with the same pages.
/// </summary>
/// <param name="allocate">Makes one.</param>
internal sealed class Arenas(Func<NativeArena> allocate) : IDisposable
{
    // Enough for a median, and for large matrices not too much memory.
    private const int Most = 12;
    private readonly List<NativeArena> _arenas = [];
    private int _turn = -1;

    /// <summary>The present one; at first there is none.</summary>
    public NativeArena Current => _arenas[_turn];

    /// <summary>Goes on to the next.</summary>
    public NativeArena Next()
    {
        _turn = (_turn + 1) % Most;

        if (_turn == _arenas.Count)
        {
            _arenas.Add(allocate());
        }

        return this.Current;
    }

    /// <inheritdoc/>
    public void Dispose() => _arenas.ForEach(static arena => arena.Dispose());
}
