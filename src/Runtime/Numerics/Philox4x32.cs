using System;

namespace Weft;

/// <summary>
/// The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
/// A block is a pure function of counter and key, so numbers do not depend on who draws them or in which order.
/// </summary>
public static class Philox4x32
{
    private const int Rounds = 10;
    private const uint FirstMultiplier = 0xD2511F53;
    private const uint SecondMultiplier = 0xCD9E8D57;
    private const uint FirstWeyl = 0x9E3779B9;
    private const uint SecondWeyl = 0xBB67AE85;

    /// <summary>The four words of one counter.</summary>
    /// <param name="counter">Which block.</param>
    /// <param name="key">The seed; its low half is the first key word.</param>
    public static PhiloxBlock Generate(PhiloxBlock counter, ulong key)
    {
        (uint word0, uint word1, uint word2, uint word3) = counter;
        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);

        for (int round = 0; round < Rounds; round++)
        {
            ulong first = (ulong)FirstMultiplier * word0;
            ulong second = (ulong)SecondMultiplier * word2;
            word0 = (uint)(second >> 32) ^ word1 ^ key0;
            word1 = (uint)second;
            word2 = (uint)(first >> 32) ^ word3 ^ key1;
            word3 = (uint)first;
            key0 = unchecked(key0 + FirstWeyl);
            key1 = unchecked(key1 + SecondWeyl);
        }

        return new PhiloxBlock(word0, word1, word2, word3);
    }
}

/// <summary>Four 32-bit words: a counter of <see cref="Philox4x32"/>, or what it gives.</summary>
/// <param name="Word0">The first word.</param>
/// <param name="Word1">The second word.</param>
/// <param name="Word2">The third word.</param>
/// <param name="Word3">The fourth word.</param>
public readonly record struct PhiloxBlock(uint Word0, uint Word1, uint Word2, uint Word3);
