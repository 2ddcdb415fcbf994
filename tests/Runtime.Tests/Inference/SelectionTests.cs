using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

public sealed class SelectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(1000)]
    public void MoveSmallest_EveryCount_SmallestFirst(int length)
    {
        PhiloxStream random = new(1, PhiloxPurpose.Sampling);
        ulong[][] orders =
        [
            [.. Enumerable.Range(0, length).Select(static number => (ulong)number)],
            [.. Enumerable.Range(0, length).Select(number => (ulong)(length - number))],
            [.. Enumerable.Range(0, length).Select(number => (random.NextBits() << 32) | (uint)number)],
        ];

        foreach (ulong[] values in orders)
        {
            for (int count = 1; count <= length; count += 1 + (length / 40))
            {
                ulong[] moved = [.. values];
                Selection.MoveSmallest(moved, count);
                Assert.Equal(values.Order().Take(count), moved.Take(count).Order());
                Assert.Equal(values.Order(), moved.Order());
            }
        }
    }
}
