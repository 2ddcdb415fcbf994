using System;

namespace Weft.Benchmarks.Suite;

/// <summary>Text without meaning: what a token is takes no time.</summary>
internal static class RandomTokens
{
    /// <summary>Draws tokens, the same ones every time.</summary>
    public static int[] Draw(int count, int vocabulary)
    {
        Random random = new(1337);
        int[] tokens = new int[count];

        for (int i = 0; i < count; i++)
        {
            tokens[i] = random.Next(vocabulary);
        }

        return tokens;
    }
}
