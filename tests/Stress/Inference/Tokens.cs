using System;
using System.Linq;

namespace Weft.Stress.Inference;

/// <summary>What drivers of sessions have a use for.</summary>
internal static class Tokens
{
    /// <summary>Random tokens.</summary>
    public static int[] Draw(Random random, int count, int vocabulary) => [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];

    /// <summary>The same in double.</summary>
    public static double[] Widen(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), static value => (double)value);
}
