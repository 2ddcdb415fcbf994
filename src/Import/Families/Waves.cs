using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>
/// Tables of waves for positions: all sines, then all cosines. A spec's own sinusoidal positions have them in turn, so that these are
/// written as tables that were learned; files seldom have them.
/// </summary>
internal static class Waves
{
    private const double Longest = 10_000;

    /// <summary>The tables of both stacks, wave lengths as powers of 2i / d.</summary>
    public static ImmutableArray<TensorRule> OfBothStacks =>
    [
        new("encoder.position_embedding.weight", "encoder.embed_positions.weight") { Absent = Plain, IsFixed = true },
        new("decoder.position_embedding.weight", "decoder.embed_positions.weight") { Absent = Plain, IsFixed = true },
    ];

    /// <summary>The table of a stack as fairseq makes it: the last column has the longest wave, positions begin in a later row.</summary>
    /// <param name="stack">encoder or decoder.</param>
    /// <param name="source">The name in files.</param>
    /// <param name="first">The row of the first position.</param>
    public static TensorRule OfFairseq(string stack, string source, int first) => new($"{stack}.position_embedding.weight", source)
    {
        Absent = parameter => Table(parameter, first, static (index, columns) => index / ((columns / 2) - 1.0)),
        IsFixed = true,
    };

    private static float[] Plain(Parameter parameter) => Table(parameter, first: 0, static (index, columns) => 2.0 * index / columns);

    private static float[] Table(Parameter parameter, int first, Func<int, int, double> exponent)
    {
        int columns = parameter.Columns;
        int sines = (columns + 1) / 2;

        float Wave(int row, int column)
        {
            double angle = (row + first) / Math.Pow(Longest, exponent(column < sines ? column : column - sines, columns));

            return (float)(column < sines ? Math.Sin(angle) : Math.Cos(angle));
        }

        return
        [
            .. from row in Enumerable.Range(0, parameter.Rows)
               from column in Enumerable.Range(0, columns)
               select Wave(row, column),
        ];
    }
}
