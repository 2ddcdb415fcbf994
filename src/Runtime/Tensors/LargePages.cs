using System;
using System.Runtime.InteropServices;

namespace Weft;

/// <summary>
/// Memory in pages of 2 MB, where the system gives them to whoever asks. In pages of 4 KB a processor translates an address every 64
/// cache lines and fetches ahead no further than a page: matrices that no inner cache holds are read a tenth faster in large ones.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes of a page.</summary>
    public const nuint Size = 2 << 20;

    private const nuint SmallPage = 4096;

    // From here on a block is a good part of a second level cache, to which scattered pages come unevenly: some of them then drive out
    // others.
    private const nuint Least = Size / 4;

    // From <sys/mman.h>.
    private const int UseHugePages = 14;

    /// <summary>Reserves a block that begins with a page; what is smaller than a quarter of a large one gets small ones.</summary>
    /// <returns>The block, to be freed with <see cref="NativeMemory.AlignedFree"/>; not cleared.</returns>
    /// <exception cref="OutOfMemoryException">The system has no block of that size.</exception>
    public static void* Allocate(nuint bytes)
    {
        if (bytes < Least || !OperatingSystem.IsLinux())
        {
            return NativeMemory.AlignedAlloc(bytes, SmallPage);
        }

        // Whole pages: the end of a block is read as often as the rest.
        nuint whole = checked(bytes + Size - 1) & ~(Size - 1);
        void* block = NativeMemory.AlignedAlloc(whole, Size);
        Request(block, whole);

        return block;
    }

    private static void Request(void* block, nuint bytes)
    {
        try
        {
            _ = Advise(block, bytes, UseHugePages);
        }
        catch (DllNotFoundException)
        {
            // A C library other than GNU's: the pages are small.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "madvise")]
    private static partial int Advise(void* block, nuint bytes, int advice);
}
