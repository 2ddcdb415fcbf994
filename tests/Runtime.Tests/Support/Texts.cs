namespace Weft.Runtime.Tests;

/// <summary>Tokens to train on.</summary>
internal static class Texts
{
    /// <summary>A text in which most tokens decide the next one.</summary>
    public static int[] Create(int length)
    {
        int[] tokens = new int[length];
        uint state = 1;

        for (int position = 1; position < length; position++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            tokens[position] = state >> 29 == 0 ? (int)(state >> 8) % Bigram.Vocabulary : ((tokens[position - 1] * 7) + 3) % Bigram.Vocabulary;
        }

        return tokens;
    }
}
