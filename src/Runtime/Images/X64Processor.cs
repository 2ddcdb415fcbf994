using System.Runtime.Intrinsics.X86;

namespace Weft.Images;

/// <summary>The images that an x64 processor can run.</summary>
internal enum X64Level
{
    /// <summary>Only the portable image.</summary>
    Portable,

    /// <summary>An image for x86-64-v3.</summary>
    Avx2,

    /// <summary>An image for x86-64-v4.</summary>
    Avx512,
}

/// <summary>
/// What the processor says of itself. An image for one instruction set cannot ask by <c>IsSupported</c>: that is a constant in it. Bits are
/// named as in Intel's manual, volume 2, CPUID, and are all those that an image of .NET 10 demands when it starts.
/// </summary>
internal static class X64Processor
{
    // Leaf 1, ECX.
    private const int Fma = 1 << 12;
    private const int Movbe = 1 << 22;
    private const int OsXSave = 1 << 27;
    private const int Avx = 1 << 28;
    private const int F16c = 1 << 29;

    // Leaf 7, EBX.
    private const int Bmi1 = 1 << 3;
    private const int Avx2 = 1 << 5;
    private const int Bmi2 = 1 << 8;
    private const int Avx512F = 1 << 16;
    private const int Avx512DQ = 1 << 17;
    private const int Avx512CD = 1 << 28;
    private const int Avx512BW = 1 << 30;
    private const int Avx512VL = 1 << 31;

    // Leaf 0x80000001, ECX.
    private const int Lzcnt = 1 << 5;

    // Leaf 0xD, subleaf 1, EAX.
    private const int XSaveC = 1 << 1;

    // What a system that has enabled them saves of a thread's registers, in bytes: 512 of x87 and SSE and a header of 64, then 256 of AVX;
    // AVX-512 adds 64, 512 and 1,024.
    private const int AvxArea = 512 + 64 + 256;
    private const int Avx512Area = AvxArea + 64 + 512 + 1024;

    /// <summary>The best image, by what both the processor has and the system has enabled.</summary>
    public static X64Level Level
    {
        get
        {
            int lastLeaf = X86Base.CpuId(0, 0).Eax;
            int lastExtendedLeaf = X86Base.CpuId(unchecked((int)0x80000000), 0).Eax;

            if (lastLeaf < 0xD || (uint)lastExtendedLeaf < 0x80000001)
            {
                return X64Level.Portable;
            }

            int features = X86Base.CpuId(1, 0).Ecx;
            int vectors = X86Base.CpuId(7, 0).Ebx;
            int bits = X86Base.CpuId(unchecked((int)0x80000001), 0).Ecx;

            if (!Has(features, Fma | Movbe | OsXSave | Avx | F16c) || !Has(vectors, Bmi1 | Avx2 | Bmi2) || !Has(bits, Lzcnt))
            {
                return X64Level.Portable;
            }

            (int area, bool isCompact) = SavedArea();

            // Without the compact form, which every processor with these sets has, gaps in the area hide what is not enabled.
            return isCompact && area >= Avx512Area && Has(vectors, Avx512F | Avx512DQ | Avx512CD | Avx512BW | Avx512VL) ? X64Level.Avx512
                : area >= AvxArea ? X64Level.Avx2
                : X64Level.Portable;
        }
    }

    private static bool Has(int register, int bits) => (register & bits) == bits;

    // Bytes that are saved of the registers that the system has enabled.
    private static (int Area, bool IsCompact) SavedArea()
    {
        (int eax, int ebx, _, _) = X86Base.CpuId(0xD, 1);

        return Has(eax, XSaveC) ? (ebx, true) : (X86Base.CpuId(0xD, 0).Ebx, false);
    }
}
