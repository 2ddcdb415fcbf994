using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>Sums of gradients, one addition for each: the same bits wherever they are added.</summary>
internal static unsafe class GradientSum
{
    /// <summary>sums = gradients, or sums += gradients.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="gradients">What is added.</param>
    /// <param name="length">Floats of both.</param>
    /// <param name="isFirst">Whether the sums begin anew.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* sums, float* gradients, nuint length, bool isFirst)
    {
        if (isFirst)
        {
            Buffer.MemoryCopy(gradients, sums, length * sizeof(float), length * sizeof(float));

            return;
        }

        nuint index = 0;

        for (; index + 8 <= length; index += 8)
        {
            *(Vector256<float>*)(sums + index) += *(Vector256<float>*)(gradients + index);
        }

        for (; index < length; index++)
        {
            sums[index] += gradients[index];
        }
    }
}
