using System;

namespace Weft.Distributed;

/// <summary>What a rank must have in common with rank 0.</summary>
internal static class RankAgreement
{
    /// <summary>Compares what decides the training, a line for each.</summary>
    /// <exception cref="ArgumentException">They differ; the first line that does is told.</exception>
    public static void Check(string first, string own)
    {
        string[] expected = first.Split('\n');
        string[] lines = own.Split('\n');

        for (int line = 0; line < Math.Max(expected.Length, lines.Length); line++)
        {
            string here = line < lines.Length ? lines[line] : "nothing";
            string there = line < expected.Length ? expected[line] : "nothing";

            if (here != there)
            {
                throw new ArgumentException(
                    $"it has {here}, and rank 0 has {there}; all ranks run the same program with the same options.");
            }
        }
    }

    /// <summary>Compares where the sources of batches stand, and over which data.</summary>
    /// <exception cref="ArgumentException">They differ.</exception>
    public static void Check(ReadOnlySpan<byte> first, ReadOnlySpan<byte> own)
    {
        if (!first.SequenceEqual(own))
        {
            throw new ArgumentException("it draws its batches from other data than rank 0, in other batches, or from another place.");
        }
    }
}
