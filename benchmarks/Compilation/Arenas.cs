using System;
using System.Collections.Generic;

namespace Weft.Benchmarks.Compilation;

/// <summary>Arenas of the same contents, all kept until the last is done with: memory that is freed would come back with the same pages.</summary>
/// <param name="allocate">Makes one.</param>
internal sealed class Arenas(Func<NativeArena> allocate) : IDisposable
{
    private readonly List<NativeArena> _arenas = [];

    /// <summary>The newest.</summary>
    public NativeArena Last => _arenas[^1];

    /// <summary>Makes one more.</summary>
    public NativeArena Next()
    {
        _arenas.Add(allocate());

        return this.Last;
    }

    /// <inheritdoc/>
    public void Dispose() => _arenas.ForEach(static arena => arena.Dispose());
}
