using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace Weft.Runtime.Tests.Tensors;

public sealed unsafe class LargePagesTests
{
    private const nuint SmallPage = 4096;

    [Theory]
    [InlineData(64)]
    [InlineData((2 << 20) - 4)]
    public void SmallBlock_BeginsWithSmallPage(int bytes)
    {
        void* block = LargePages.Allocate((nuint)bytes);
        Assert.Equal(0u, (nuint)block % SmallPage);
        NativeMemory.Clear(block, (nuint)bytes);
        NativeMemory.AlignedFree(block);
    }

    [TheoryWithLargePages]
    [InlineData(2 << 20)]
    [InlineData((2 << 20) + 4)]
    [InlineData(5_000_000)]
    public void LargeBlock_AsksForLargePages(int bytes)
    {
        void* block = LargePages.Allocate((nuint)bytes);
        nuint size = ((nuint)bytes + LargePages.Size - 1) / LargePages.Size * LargePages.Size;
        Assert.Equal(0u, (nuint)block % LargePages.Size);
        NativeMemory.Clear(block, size);

        // "hg": huge pages were asked for, from the first byte to the last.
        Assert.Contains("hg", FlagsAt((nuint)block));
        Assert.Contains("hg", FlagsAt((nuint)block + size - 1));
        NativeMemory.AlignedFree(block);
    }

    [Fact]
    public void Arena_OfSeveralLargePages_IsZero()
    {
        using NativeArena arena = new(3_000_001);
        Assert.Equal(3_000_001u, arena.Length);
        Assert.False(new ReadOnlySpan<float>(arena.Pointer, 3_000_001).ContainsAnyExcept(0f));
    }

    // A mapping in /proc/self/smaps begins with its range and ends with its flags.
    private static string[] FlagsAt(nuint address)
    {
        bool isInside = false;

        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

            if (words is ["VmFlags:", .. string[] flags])
            {
                if (isInside)
                {
                    return flags;
                }
            }
            else if (!words[0].EndsWith(':'))
            {
                nuint[] range = [.. words[0].Split('-').Select(static end => nuint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                isInside = range[0] <= address && address < range[1];
            }
        }

        return [];
    }

    private sealed class TheoryWithLargePagesAttribute : TheoryAttribute
    {
        public TheoryWithLargePagesAttribute()
        {
            if (!File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"))
            {
                this.Skip = "This system gives large pages to nobody who asks.";
            }
            else if (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
            {
                this.Skip = "Large pages are asked for through GNU's C library alone.";
            }
        }
    }
}
