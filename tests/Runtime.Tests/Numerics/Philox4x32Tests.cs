using System;
using Xunit;

namespace Weft.Runtime.Tests.Numerics;

public sealed class Philox4x32Tests
{
    // The vectors of Random123's kat_vectors for philox4x32 with 10 rounds.
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x0000000000000000ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xfffffffffffffffful, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Generate_PublishedVectors_Match(uint counter0, uint counter1, uint counter2, uint counter3, ulong key, uint word0, uint word1, uint word2, uint word3)
    {
        PhiloxBlock block = Philox4x32.Generate(new PhiloxBlock(counter0, counter1, counter2, counter3), key);

        Assert.Equal(new PhiloxBlock(word0, word1, word2, word3), block);
    }

    [Fact]
    public void Stream_GoesOnFromItsPosition()
    {
        PhiloxStream first = new(7, PhiloxPurpose.Sampling);
        _ = first.NextBits();
        _ = first.NextBits();
        PhiloxStream second = new(7, PhiloxPurpose.Sampling, first.Position);

        Assert.Equal(first.NextBits(), second.NextBits());
        Assert.NotEqual(new PhiloxStream(7, PhiloxPurpose.Batches).NextBits(), new PhiloxStream(7, PhiloxPurpose.Sampling).NextBits());
    }

    [Fact]
    public void Stream_Numbers_CoverTheirRange()
    {
        PhiloxStream random = new(1, PhiloxPurpose.Batches);
        int[] counts = new int[6];
        double sum = 0;

        for (int draw = 0; draw < 60_000; draw++)
        {
            counts[random.NextBelow(6)]++;
            sum += random.NextUnit();
        }

        // Five standard deviations.
        Assert.All(counts, static count => Assert.InRange(count, 10_000 - 457, 10_000 + 457));
        Assert.InRange(sum / 60_000, 0.5 - 0.006, 0.5 + 0.006);
    }
}
