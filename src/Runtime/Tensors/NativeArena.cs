using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Weft;

/// <summary>
/// One aligned, zeroed block of native memory, in large pages where there are such; the garbage collector never sees inside.
/// </summary>
public sealed unsafe class NativeArena : IDisposable
{
    // What is left for everything else: a runtime that has nothing for its next object, or for an exception, ends the process. Blocks of
    // more than 32 MB are no sizes that the C library of GNU learns from.
    private const nuint SpareBytes = 40 << 20;

    private static long _reservedBytes;

    // What a foreign block belongs to; null for a block of its own.
    private readonly IDisposable? _owner;
    private readonly bool _isForeign;
    private float* _pointer;

    // The owner until it disposes the arena, and every call under way that uses it.
    private int _holders = 1;
    private int _isDisposed;

    /// <summary>Reserves <paramref name="length"/> floats, all zero.</summary>
    /// <exception cref="OutOfMemoryException">The system has no block of that size.</exception>
    public NativeArena(nuint length)
        : this(length, "an arena")
    {
    }

    /// <summary>Reserves <paramref name="length"/> floats, all zero.</summary>
    /// <param name="length">Floats.</param>
    /// <param name="name">What they are, and of which model.</param>
    /// <exception cref="OutOfMemoryException">The system has no block of that size: the message has the name and the bytes.</exception>
    internal NativeArena(nuint length, string name)
    {
        this.Length = length;

        try
        {
            nuint bytes = checked(Math.Max(length, 1) * sizeof(float));
            _pointer = (float*)LargePages.Allocate(bytes);
            NativeMemory.Free(NativeMemory.Alloc(SpareBytes));
            NativeMemory.Clear(_pointer, bytes);
            _ = Interlocked.Add(ref _reservedBytes, this.Bytes);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or OverflowException)
        {
            NativeMemory.AlignedFree(_pointer);
            _pointer = null;
            string bytes = ((decimal)length * sizeof(float)).ToString("N0", CultureInfo.InvariantCulture);

            throw new OutOfMemoryException($"{name} need {bytes} bytes, which the system has not.", exception);
        }
    }

    /// <summary>Takes a block that is there already.</summary>
    /// <param name="pointer">The first float, at any byte.</param>
    /// <param name="length">Floats.</param>
    /// <param name="owner">What is disposed in the place of the block; null where nothing is.</param>
    internal NativeArena(float* pointer, nuint length, IDisposable? owner)
    {
        this.Length = length;
        _pointer = pointer;
        _owner = owner;
        _isForeign = true;
    }

    /// <summary>Frees the block of an arena that nobody disposed.</summary>
    ~NativeArena() => this.Free();

    /// <summary>Floats in the arena.</summary>
    public nuint Length { get; }

    /// <summary>Bytes of all arenas that are not freed: what a leak is noticed by.</summary>
    internal static long ReservedBytes => Volatile.Read(ref _reservedBytes);

    private long Bytes => (long)this.Length * sizeof(float);

    /// <summary>The first float, aligned to a page but for weights inside a program.</summary>
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

    /// <summary>Frees the block, or lets the last call do it that uses it now.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            this.Release();
        }
    }

    /// <summary>Keeps the block until <see cref="Release"/>, whoever disposes the arena meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The arena has been disposed.</exception>
    internal void Hold()
    {
        for (int holders = Volatile.Read(ref _holders), seen; ; holders = seen)
        {
            ObjectDisposedException.ThrowIf(holders == 0 || Volatile.Read(ref _isDisposed) != 0, this);
            seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);

            if (seen == holders)
            {
                return;
            }
        }
    }

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            this.Free();
            GC.SuppressFinalize(this);
        }
    }

    private void Free()
    {
        if (_pointer is not null && _isForeign)
        {
            _owner?.Dispose();
        }
        else if (_pointer is not null)
        {
            NativeMemory.AlignedFree(_pointer);
            _ = Interlocked.Add(ref _reservedBytes, -this.Bytes);
        }

        _pointer = null;
    }
}
