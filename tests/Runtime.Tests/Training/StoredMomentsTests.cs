using System;
using System.Linq;
using System.Security.Cryptography;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>Moments in fewer bits, against their formats spelled out in double.</summary>
public sealed unsafe class StoredMomentsTests
{
    private const int Length = 64 * 16;

    public static TheoryData<MomentStorage, bool> Kinds => new()
    {
        { MomentStorage.BFloat16, false }, { MomentStorage.BFloat16, true }, { MomentStorage.Float8, false }, { MomentStorage.Float8, true },
        { MomentStorage.Float32, false },
    };

    [Theory]
    [InlineData(MomentStorage.Float32, 64)]
    [InlineData(MomentStorage.BFloat16, 32)]
    [InlineData(MomentStorage.Float8, 17)]
    public void Bytes_OfABlock(MomentStorage storage, int bytes)
    {
        Assert.Equal((nuint)(3 * bytes), StoredMoments.Of(storage, isSecond: false).Bytes(48));
        Assert.Equal((nuint)((3 * bytes) + 3) / 4, StoredMoments.Of(storage, isSecond: false).ArenaFloats(48));
    }

    // Blocks of every size: of all zeros, of numbers near the largest and the smallest floats, of much larger ones beside much smaller ones.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_WhatWasRead_TheSameBytes(MomentStorage storage, bool isSecond)
    {
        using NativeArena arena = new(3 * Length);
        float* values = arena.Pointer;
        byte* blocks = (byte*)(values + Length);
        Fill(values, isSecond);
        StoredMoments.Of(storage, isSecond).Write(values, blocks, Length);
        byte[] before = Bytes(blocks, storage);
        float[] written = new Span<float>(values, Length).ToArray();
        StoredMoments.Of(storage, isSecond).Read(blocks, values, Length);
        float[] read = new Span<float>(values, Length).ToArray();
        StoredMoments.Of(storage, isSecond).Write(values, blocks, Length);

        Assert.Equal(before, Bytes(blocks, storage));

        for (int index = 0; index < Length; index++)
        {
            (double below, double above) = Neighbours(storage, isSecond, written, index);
            Assert.True(read[index] == below || read[index] == above, $"{written[index]:R} became {read[index]:R}, beside {below:R} and {above:R}");
        }
    }

    // One of the two neighbours, and each as often as it is near: the mean of many is the number.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Store_ManySteps_TheMeanIsTheNumber(MomentStorage storage, bool isSecond)
    {
        const int steps = 4000;
        using NativeArena arena = new(3 * Length);
        float* values = arena.Pointer;
        byte* blocks = (byte*)(values + Length);
        Fill(values, isSecond);
        float[] numbers = new Span<float>(values, Length).ToArray();
        double[] sums = new double[Length];

        for (int step = 0; step < steps; step++)
        {
            Store(storage, isSecond, numbers, blocks, new RoundingNoise(step));
            StoredMoments.Of(storage, isSecond).Read(blocks, values, Length);

            for (int index = 0; index < Length; index++)
            {
                sums[index] += values[index];
            }
        }

        for (int index = 0; index < Length; index++)
        {
            (double below, double above) = Neighbours(storage, isSecond, numbers, index);
            double expected = Math.Clamp(numbers[index], below, above);

            // Five deviations of the mean of steps that are below or above.
            Assert.Equal(expected, sums[index] / steps, (above - below) * 2.5 / Math.Sqrt(steps));
        }
    }

    [Fact]
    public void Noise_OfStepsAndPlaces_IsUniform()
    {
        int[] counts = new int[64];
        int equal = 0;

        for (int step = 0; step < 64; step++)
        {
            RoundingNoise noise = new(step);
            RoundingNoise next = new(step + 1);

            for (nuint place = 0; place < 4096; place += 8)
            {
                for (int lane = 0; lane < 8; lane++)
                {
                    uint bits = noise.At(place)[lane];
                    counts[bits >> 26]++;
                    counts[(bits >> 10) & 63]++;
                    equal += bits >> 16 == next.At(place)[lane] >> 16 ? 1 : 0;
                }
            }
        }

        // 8,192 expected, with a deviation of 90; 4 of 262,144 pairs of 16 bits are equal by chance.
        Assert.All(counts, static count => Assert.InRange(count, 8192 - 450, 8192 + 450));
        Assert.InRange(equal, 0, 16);
    }

    [Theory]
    [InlineData(MomentStorage.BFloat16)]
    [InlineData(MomentStorage.Float8)]
    public void Update_TwentySteps_EachPyTorchsFromWhatWasKept(MomentStorage storage)
    {
        AdamW settings = new() { Beta2 = 0.98, Epsilon = 1e-9, MomentStorage = storage };
        using NativeArena arena = new(4 * Length);
        float* parameters = arena.Pointer;
        float* gradients = parameters + Length;
        float* values = gradients + Length;
        using NativeArena first = new(Length);
        using NativeArena second = new(Length);

        for (int step = 0; step < 20; step++)
        {
            float[] before = new Span<float>(parameters, Length).ToArray();
            double[] moments1 = Read(storage, isSecond: false, first, values);
            double[] moments2 = Read(storage, isSecond: true, second, values);

            for (int index = 0; index < Length; index++)
            {
                gradients[index] = (float)(Math.Sin((index * 0.7) + step) * Math.Pow(10, -(index % 5)));
            }

            settings.Update(
                new UpdateFactors(step, Rate: 1e-2, WeightDecay: 0.1, GradientScale: 0.5),
                new UpdatePlace(parameters, gradients, first.Pointer, second.Pointer, Length, index: 160));
            double[] after1 = Read(storage, isSecond: false, first, values);
            double[] after2 = Read(storage, isSecond: true, second, values);
            double unit = storage == MomentStorage.BFloat16 ? 1.0 / 128 : 1.0 / 8;

            for (int index = 0; index < Length; index++)
            {
                double gradient = 0.5 * gradients[index];
                double moment1 = (0.9 * moments1[index]) + (0.1 * gradient);
                double moment2 = (0.98 * moments2[index]) + (0.02 * gradient * gradient);
                double root = Math.Sqrt(moment2 / (1 - Math.Pow(0.98, step + 1)));
                double parameter = (before[index] * (1 - (1e-2 * 0.1))) - (1e-2 * moment1 / (1 - Math.Pow(0.9, step + 1)) / (root + 1e-9));
                Assert.Equal(parameter, parameters[index], 2e-6);
                Assert.Equal(moment1, after1[index], (Math.Abs(moment1) * unit) + 1e-5);
                Assert.Equal(moment2, after2[index], (moment2 * unit) + (storage == MomentStorage.BFloat16 ? 1e-30 : 1e-10));
            }
        }
    }

    // Parameters and moments of 50 steps: computed with AVX-512, AVX2 and without either, and the same.
    [Theory]
    [InlineData(MomentStorage.Float32, "8E3B1555C3BE 22A8C01213AB A71AA6A8E2BD")]
    [InlineData(MomentStorage.BFloat16, "5D61295FF34B 81146361AED8 2840DA37CF01")]
    [InlineData(MomentStorage.Float8, "81AD8ECE2A80 3336175C9881 D63FB7D4CB0C")]
    public void Update_OnAnyInstructionSet_TheseBits(MomentStorage storage, string hashes)
    {
        const int floats = 4096;
        AdamW settings = new() { MomentStorage = storage };
        Random random = new(1);
        using NativeArena parameters = new(floats);
        using NativeArena gradients = new(floats);
        using NativeArena first = new(floats);
        using NativeArena second = new(floats);

        for (int step = 0; step < 50; step++)
        {
            for (int index = 0; index < floats; index++)
            {
                gradients.Pointer[index] = (float)((random.NextDouble() - 0.5) * Math.Pow(10, -(index % 6)));
            }

            settings.Update(
                new UpdateFactors(step, Rate: 1e-3, WeightDecay: 0.1, GradientScale: 1),
                new UpdatePlace(parameters.Pointer, gradients.Pointer, first.Pointer, second.Pointer, floats, index: 320));
        }

        Assert.Equal(hashes, string.Join(' ', ((NativeArena[])[parameters, first, second]).Select(Hash)));

        static string Hash(NativeArena arena) =>
            Convert.ToHexString(SHA256.HashData(new ReadOnlySpan<byte>(arena.Pointer, floats * sizeof(float))))[..12];
    }

    // 0.999 of a number of 8 or 4 bits is nearest to itself, for ever; rounded up and down by chance, its mean shrinks as it has to.
    [Theory]
    [InlineData(MomentStorage.BFloat16)]
    [InlineData(MomentStorage.Float8)]
    public void Update_WithoutGradients_SecondMomentsShrink(MomentStorage storage)
    {
        AdamW settings = new() { MomentStorage = storage };
        using NativeArena arena = new(3 * Length);
        using NativeArena first = new(Length);
        using NativeArena second = new(Length);
        float* values = arena.Pointer + (2 * Length);
        new Span<float>(values, Length).Fill(1.5f);
        StoredMoments.Of(storage, isSecond: true).Write(values, (byte*)second.Pointer, Length);

        for (int step = 0; step < 1000; step++)
        {
            settings.Update(
                new UpdateFactors(step, Rate: 1e-2, WeightDecay: 0.1, GradientScale: 1),
                new UpdatePlace(arena.Pointer, arena.Pointer + Length, first.Pointer, second.Pointer, Length));
        }

        Assert.Equal(1.5 * Math.Pow(0.999, 1000), Read(storage, isSecond: true, second, values).Average(), 0.02);
    }

    [Fact]
    public void Validate_AnUnknownStorage_NamesThem() => Assert.Equal(
        "AdamW: MomentStorage is 7; it must be Float32 or BFloat16 or Float8.",
        Assert.Throws<ArgumentException>(static () => new AdamW { MomentStorage = (MomentStorage)7 }.Validate()).Message);

    private static void Fill(float* values, bool isSecond)
    {
        Random random = new(1);

        for (int index = 0; index < Length; index++)
        {
            int block = index / 16;
            double size = block switch { 0 => 0, 1 => 1e-37, 2 => 1e37, 3 => Math.Pow(10, -index % 16), _ => Math.Exp(random.NextDouble() * 20) };
            float value = (float)(size * ((random.NextDouble() * 2) - 1));
            value = Math.Abs(value) < 1.2e-38f ? 0 : value;
            values[index] = isSecond ? Math.Abs(value) : value;
        }
    }

    private static void Store(MomentStorage storage, bool isSecond, float[] values, byte* blocks, RoundingNoise noise)
    {
        fixed (float* pointer = values)
        {
            for (int index = 0; index < Length; index += 16)
            {
                SixteenFloats numbers = SixteenFloats.Read(pointer + index);
                SixteenBits bits = new(noise.At((nuint)index) >>> 16, noise.At((nuint)index + 8) >>> 16);
                byte* block = blocks + StoredMoments.Of(storage, isSecond: false).Bytes((nuint)index);

                switch (storage, isSecond)
                {
                    case (MomentStorage.BFloat16, _):
                        BFloat16Moments.Store(block, numbers, bits);
                        break;
                    case (MomentStorage.Float8, false):
                        FirstFloat8Moments.Store(block, numbers, bits);
                        break;
                    case (MomentStorage.Float8, true):
                        SecondFloat8Moments.Store(block, numbers, bits);
                        break;
                    default:
                        numbers.Write((float*)block);
                        break;
                }
            }
        }
    }

    // The numbers of the format below and above one: multiples of a power of two that its own exponent sets, and what ends the range.
    private static (double Below, double Above) Neighbours(MomentStorage storage, bool isSecond, float[] values, int index)
    {
        double value = Math.Abs((double)values[index]);

        if (value == 0 || storage == MomentStorage.Float32)
        {
            return (values[index], values[index]);
        }

        int bits = storage == MomentStorage.BFloat16 ? 7 : 3;
        double unit = Math.ScaleB(1, Math.ILogB(value) - bits);
        double below = Math.Floor(value / unit) * unit;
        double above = below == value ? value : below + unit;

        if (storage == MomentStorage.Float8)
        {
            // The exponent of the largest, which may be rounded up into the next one.
            double largest = values.AsSpan(index / 16 * 16, 16).ToArray().Max(static number => Math.Abs((double)number));
            double least = Math.ScaleB(1.125, Math.ILogB(largest) - (isSecond ? 31 : 15));

            if (value < least)
            {
                (below, above) = (isSecond ? least : 0, least);
            }
        }

        return values[index] < 0 ? (-above, -below) : (below, above);
    }

    private static double[] Read(MomentStorage storage, bool isSecond, NativeArena arena, float* values)
    {
        StoredMoments.Of(storage, isSecond).Read((byte*)arena.Pointer, values, Length);

        return [.. new Span<float>(values, Length).ToArray().Select(static value => (double)value)];
    }

    private static byte[] Bytes(byte* blocks, MomentStorage storage) => new Span<byte>(blocks, (int)StoredMoments.Of(storage, isSecond: false).Bytes(Length)).ToArray();
}
