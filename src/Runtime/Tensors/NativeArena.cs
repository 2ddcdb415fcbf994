using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft;

/// <summary>
/// One aligned, zeroed block of native memory, in large pages where there are such; the garbage collector never sees inside.
/// </summary>
public sealed unsafe class NativeArena : IDisposable
{
    private float* _pointer;

    /// <summary>Reserves <paramref name="length"/> floats, all zero.</summary>
    /// <exception cref="OutOfMemoryException">The system has no block of that size.</exception>
    public NativeArena(nuint length)
    {
        this.Length = length;
        nuint bytes = checked(Math.Max(length, 1) * sizeof(float));
        _pointer = (float*)LargePages.Allocate(bytes);
        NativeMemory.Clear(_pointer, bytes);
    }

    /// <summary>Frees the block of an arena that nobody disposed.</summary>
    ~NativeArena() => this.Free();

    /// <summary>Floats in the arena.</summary>
    public nuint Length { get; }

    /// <summary>The first float, aligned to a page.</summary>
    /// <exception cref="ObjectDisposedException">The arena has been freed.</exception>
    public float* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);

            return _pointer;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        this.Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
