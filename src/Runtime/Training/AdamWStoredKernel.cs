using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// AdamW's pass over moments that are kept in fewer bits. The parameters take the step of the moments before they are rounded.
/// </summary>
internal static unsafe class AdamWStoredKernel
{
    /// <summary>What <see cref="AdamWKernel.Update"/> computes, with moments that are blocks.</summary>
    /// <typeparam name="TFirst">The blocks of m.</typeparam>
    /// <typeparam name="TSecond">The blocks of v.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Update<TFirst, TSecond>(in UpdatePlace place, in AdamWFactors factors, in RoundingNoise noise)
        where TFirst : struct, IMomentBlock
        where TSecond : struct, IMomentBlock
    {
        AdamWVectors vectors = new(factors);
        RoundingNoise random = noise;
        byte* first = place.First;
        byte* second = place.Second;
        float* parameters = place.Parameters;
        float* gradients = place.Gradients;
        nuint index = place.Index;

        for (nuint left = place.Length; left > 0; left -= StoredMoments.BlockLength)
        {
            SixteenFloats moment1 = TFirst.Load(first);
            SixteenFloats moment2 = TSecond.Load(second);
            moment1 = new(
                vectors.Step(parameters, gradients, moment1.Lower, moment2.Lower, out Vector256<float> lower),
                vectors.Step(parameters + 8, gradients + 8, moment1.Upper, moment2.Upper, out Vector256<float> upper));
            Vector256<uint> lowerBits = random.At(index);
            Vector256<uint> upperBits = random.At(index + 8);
            TFirst.Store(first, moment1, new(lowerBits & Vector256.Create(0xFFFFu), upperBits & Vector256.Create(0xFFFFu)));
            TSecond.Store(second, new(lower, upper), new(lowerBits >>> 16, upperBits >>> 16));
            first += TFirst.BlockBytes;
            second += TSecond.BlockBytes;
            parameters += StoredMoments.BlockLength;
            gradients += StoredMoments.BlockLength;
            index += StoredMoments.BlockLength;
        }
    }
}
