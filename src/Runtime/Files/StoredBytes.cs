using System;

namespace Weft;

/// <summary>The bytes of a file, wherever they are.</summary>
internal abstract class StoredBytes : IDisposable
{
    /// <summary>How many there are.</summary>
    public abstract long Length { get; }

    /// <summary>Copies bytes out, as many as come at once; 0 at the end.</summary>
    public abstract int Read(Span<byte> bytes, long position);

    /// <summary>Floats as they stand there, not copied. They outlive this object.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="floats">Floats from there.</param>
    /// <param name="writable">Whether they may be written, for whoever does it alone: nothing else sees it.</param>
    /// <returns>The floats; null where they cannot be written.</returns>
    public abstract NativeArena? Map(long start, nuint floats, bool writable);

    /// <inheritdoc/>
    public abstract void Dispose();
}
