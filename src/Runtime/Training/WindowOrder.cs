using System;
using System.Numerics;

namespace Weft;

/// <summary>
/// An order of windows that is computed and not kept, however many there are: a permutation by a Feistel network (Luby and Rackoff, "How to
/// construct pseudorandom permutations from pseudorandom functions", 1988) of four rounds of <see cref="Philox4x32"/>, on the next even
/// number of bits; what falls behind the last window is permuted again until it does not (Black and Rogaway 2002).
/// </summary>
/// <param name="count">Windows, at least 1.</param>
/// <param name="seed">Decides the order.</param>
/// <param name="epoch">Each has another order.</param>
internal readonly struct WindowOrder(long count, ulong seed, long epoch)
{
    private const int Rounds = 4;
    private readonly int _halfBits = Math.Max(1, (BitOperations.Log2((ulong)count) + 2) / 2);

    /// <summary>The window at a place of the order.</summary>
    public long At(long place)
    {
        ulong window = (ulong)place;

        do
        {
            window = this.Permute(window);
        }
        while (window >= (ulong)count);

        return (long)window;
    }

    private ulong Permute(ulong value)
    {
        uint mask = (uint)((1UL << _halfBits) - 1);
        (uint left, uint right) = ((uint)(value >> _halfBits), (uint)value & mask);

        for (uint round = 0; round < Rounds; round++)
        {
            PhiloxBlock counter = new(right, (uint)epoch, (uint)(epoch >> 32) ^ (round << 24), (uint)PhiloxPurpose.Order);
            (left, right) = (right, left ^ (Philox4x32.Generate(counter, seed).Word0 & mask));
        }

        return ((ulong)left << _halfBits) | right;
    }
}
