using System;
using System.Runtime.InteropServices;

namespace Weft.Stress.Fencing;

/// <summary>
/// Memory of a matrix between pages that nobody may touch: a read or a write there ends the process. The matrix ends, or begins, where such
/// pages do; what is left of its own pages on the other side is filled with a pattern.
/// </summary>
internal sealed unsafe partial class FencedBlock : IDisposable
{
    // Far more than a row of any matrix: a place that is off by one panel falls into it as well.
    private const nint Fence = 1 << 20;

    // As floats, no numbers: whoever uses what it may only read has no numbers either.
    private const byte Pattern = 0xFF;

    // From <sys/mman.h>.
    private const int None = 0;
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;

    private readonly byte* _reserved;
    private readonly nint _inside;

    /// <param name="bytes">Bytes of the matrix.</param>
    /// <param name="readable">Bytes behind it that may be read, and not written.</param>
    /// <param name="side">Where it touches a fence.</param>
    /// <exception cref="InvalidOperationException">The system has no such pages.</exception>
    public FencedBlock(nint bytes, int readable, FenceSide side)
    {
        nint page = Environment.SystemPageSize;
        _inside = Math.Max(1, (bytes + readable + page - 1) / page) * page;
        _reserved = (byte*)Map(0, _inside + (2 * Fence), ReadAndWrite, PrivateAndAnonymous, -1, 0);

        if ((nint)_reserved == -1)
        {
            throw new InvalidOperationException($"The system refuses {_inside + (2 * Fence)} bytes: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        this.Bytes = bytes;
        this.Start = side == FenceSide.Behind ? _reserved + Fence + _inside - readable - bytes : _reserved + Fence;
        new Span<byte>(_reserved + Fence, (int)_inside).Fill(Pattern);
    }

    /// <summary>Whether the kernel of the system is one that this is written for.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The first byte of the matrix.</summary>
    public byte* Start { get; }

    /// <summary>Bytes of the matrix.</summary>
    public nint Bytes { get; }

    /// <summary>Whether what surrounds the matrix up to the fences is as it was.</summary>
    public bool IsSurroundingIntact =>
        !new ReadOnlySpan<byte>(_reserved + Fence, (int)(this.Start - _reserved - Fence)).ContainsAnyExcept(Pattern)
        && !new ReadOnlySpan<byte>(this.Start + this.Bytes, (int)(_reserved + Fence + _inside - this.Start - this.Bytes)).ContainsAnyExcept(Pattern);

    /// <summary>Puts the fences up.</summary>
    /// <exception cref="InvalidOperationException">The system refuses.</exception>
    public void Close()
    {
        if (Protect((nint)_reserved, Fence, None) != 0 || Protect((nint)(_reserved + Fence + _inside), Fence, None) != 0)
        {
            throw new InvalidOperationException($"The system protects no pages: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Unmap((nint)_reserved, _inside + (2 * Fence));

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint bytes);
}

/// <summary>Where a matrix touches a fence.</summary>
internal enum FenceSide
{
    /// <summary>Nothing is fenced: kernels work in the arenas of the runtime.</summary>
    None,

    /// <summary>The matrix ends with a fence.</summary>
    Behind,

    /// <summary>The matrix begins with a fence.</summary>
    Before,
}
