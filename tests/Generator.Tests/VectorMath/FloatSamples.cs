using System;
using System.Linq;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>Arguments for functions of one float: the same on every run, a multiple of 16 of them.</summary>
internal static class FloatSamples
{
    private const int Count = 1 << 20;

    /// <summary>Zeros, infinities, NaNs, the ends of the range and of what the exponential can answer.</summary>
    public static readonly float[] Special =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity,
        float.NaN, BitConverter.UInt32BitsToSingle(0x7FC00001), BitConverter.UInt32BitsToSingle(0xFFFFFFFF), 88f,
        88.72283f, 88.72284f, -87.33654f, -87.33655f,
    ];

    /// <summary>Special values, then a million bit patterns of all signs and exponents, then half a million values each in -110..110 and in -14..14.</summary>
    public static float[] All { get; } = [.. Special, .. Patterns(), .. Uniform(110f), .. Uniform(14f)];

    private static float[] Patterns()
    {
        Random random = new(1);
        const uint Stride = uint.MaxValue / (uint)Count;

        return [.. Enumerable.Range(0, Count).Select(i => BitConverter.UInt32BitsToSingle(((uint)i * Stride) + (uint)random.Next((int)Stride)))];
    }

    private static float[] Uniform(float magnitude)
    {
        Random random = new(2);

        return [.. Enumerable.Range(0, Count / 2).Select(_ => ((2f * random.NextSingle()) - 1f) * magnitude)];
    }
}
