using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The slopes of heads for linear biases (ALiBi): 2^(-8i / n), i = 1 .. n, for n heads where n is a power of two. Other numbers of heads
/// take the slopes of the next lower power of two, then every other one of its double, from the first on. Press et al. 2022.
/// </summary>
internal static class AttentionSlopes
{
    /// <summary>The member of the class of tables that holds them, by head.</summary>
    public const string Member = "Slopes";

    private const int SlopesPerLine = 8;

    /// <summary>The slopes of all heads.</summary>
    public static double[] Of(int heads)
    {
        int power = 1;

        while (2 * power <= heads)
        {
            power *= 2;
        }

        return
        [
            .. Enumerable.Range(1, power).Select(i => Slope(i, power)),
            .. Enumerable.Range(0, heads - power).Select(i => Slope((2 * i) + 1, 2 * power)),
        ];
    }

    /// <summary>The slope of a head; the only one has no number.</summary>
    public static Expression Of(int heads, Expression? head) =>
        head is null ? new Real((float)Of(heads)[0]) : new Element($"Positions.{Member}", head.As("int"));

    /// <summary>The slopes of all heads as the lines of a collection.</summary>
    public static IEnumerable<string> Lines(int heads)
    {
        string[] slopes = [.. Of(heads).Select(static slope => Literal.Float((float)slope))];

        for (int first = 0; first < slopes.Length; first += SlopesPerLine)
        {
            yield return $"    {string.Join(", ", slopes.Skip(first).Take(SlopesPerLine))},";
        }
    }

    private static double Slope(int index, int heads) => Math.Pow(2, -8.0 * index / heads);
}
