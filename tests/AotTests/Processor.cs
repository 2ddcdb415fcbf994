using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Weft.AotTests;

/// <summary>What generated models find when they ask for an instruction set.</summary>
internal static class Processor
{
    /// <summary>The set whose kernels run; scalar for the portable kernels without vectors.</summary>
    public static string InstructionSet =>
        Avx512F.IsSupported && Avx512DQ.IsSupported ? "avx512"
        : Avx2.IsSupported && Fma.IsSupported ? "avx2"
        : AdvSimd.Arm64.IsSupported ? "neon"
        : Vector128.IsHardwareAccelerated ? "vector128" : "scalar";
}
