using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Threading;

public sealed class RowBlocksTests
{
    [Theory]
    [InlineData(0, 2, 4)]
    [InlineData(1, 1, 4)]
    [InlineData(64, 1, 32)]
    [InlineData(64, 2, 32)]
    [InlineData(256, 2, 44)]
    [InlineData(768, 1, 48)]
    [InlineData(2048, 64, 32)]
    [InlineData(5, 64, 4)]
    [InlineData(int.MaxValue, 3, 48)]
    public void Size_IsTheThreadsEqualShare(int rows, int threads, int expected) => Assert.Equal(expected, RowBlocks.Size(rows, threads));

    [Fact]
    public void Size_IsAMultipleOfFourUpToFortyEight() =>
        Assert.All(
            Enumerable.Range(0, 500).SelectMany(static rows => Enumerable.Range(1, 70).Select(threads => RowBlocks.Size(rows, threads))),
            static size => Assert.True(size % 4 == 0 && size is >= 4 and <= 48));

    [Fact]
    public void LargestShare_IsNotMuchMoreThanTheMean() =>
        Assert.All(Enumerable.Range(1, 70), static threads => Assert.All(Enumerable.Range(1, 500), rows =>
        {
            int size = RowBlocks.Size(rows, threads);
            int blocks = (rows + size - 1) / size;
            int perThread = (blocks + threads - 1) / threads;
            int share = Math.Min(rows, perThread * size);

            // Blocks are rounded up to multiples of 4 rows.
            Assert.True(share < ((double)rows / threads) + (4 * perThread), $"{rows} rows, {threads} threads: {share}");
        }));
}
