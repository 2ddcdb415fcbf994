using System;
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
    /// <summary>The member of the generated class that holds them, by head.</summary>
    public const string Table = "Slopes";

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
        head is null ? new Real((float)Of(heads)[0]) : new Element(Table, head.As("int"));

    /// <summary>The slope of a head as C#.</summary>
    /// <param name="slopes">Where it comes from.</param>
    /// <param name="head">The head's number as C#.</param>
    public static string Read(HeadSlopes slopes, string head) =>
        slopes == HeadSlopes.Only ? Literal.Float((float)Of(1)[0]) : $"{Table}[(int){head}]";

    private static double Slope(int index, int heads) => Math.Pow(2, -8.0 * index / heads);
}

/// <summary>Where the slope of a head comes from.</summary>
internal enum HeadSlopes
{
    /// <summary>Scores have none.</summary>
    None,

    /// <summary>The only head has a slope that is known.</summary>
    Only,

    /// <summary>Each of several heads has its own, in a table.</summary>
    Table,
}
