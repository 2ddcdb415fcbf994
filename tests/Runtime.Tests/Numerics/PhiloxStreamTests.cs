using Xunit;

namespace Weft.Runtime.Tests.Numerics;

public sealed class PhiloxStreamTests
{
    /// <summary>The position is 64 bits of the counter: it goes on where the lower half begins again, and never repeats a block.</summary>
    [Theory]
    [InlineData((1UL << 31) - 2)]
    [InlineData((1UL << 32) - 2)]
    [InlineData((1UL << 63) - 2)]
    public void NextBits_AcrossTheWordsOfThePosition_CountsOn(ulong start)
    {
        PhiloxStream stream = new(seed: 5, PhiloxPurpose.Sampling, start);

        for (ulong position = start; position < start + 4; position++)
        {
            PhiloxBlock block = Philox4x32.Generate(new PhiloxBlock((uint)position, (uint)(position >> 32), 0, (uint)PhiloxPurpose.Sampling), key: 5);

            Assert.Equal(position, stream.Position);
            Assert.Equal(((ulong)block.Word1 << 32) | block.Word0, stream.NextBits());
        }
    }

    [Fact]
    public void NextBits_ResumedBehindTheLowerHalf_GoesOn()
    {
        PhiloxStream whole = new(seed: 9, PhiloxPurpose.Batches, uint.MaxValue);
        _ = whole.NextBits();
        PhiloxStream resumed = new(whole.Seed, PhiloxPurpose.Batches, whole.Position);

        Assert.Equal(1UL << 32, resumed.Position);
        Assert.Equal(whole.NextBits(), resumed.NextBits());
        Assert.NotEqual(new PhiloxStream(9, PhiloxPurpose.Batches).NextBits(), new PhiloxStream(9, PhiloxPurpose.Batches, 1UL << 32).NextBits());
    }
}
