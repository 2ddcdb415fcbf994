using System;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <summary>What sessions make of the rows that products with weights of integers multiply.</summary>
internal static class ActivationRounding
{
    private const int Group = 32;

    /// <summary>Rounds each 32 columns of each row in parts of their largest magnitude; a matrix of floats stays as it is.</summary>
    public static Matrix Round(Matrix matrix, ActivationFormat format)
    {
        if (format == ActivationFormat.Float32)
        {
            return matrix;
        }

        Matrix rounded = matrix.Clone();

        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int column = 0; column < matrix.Columns; column += Group)
            {
                Round(rounded.Elements.AsSpan((row * matrix.Columns) + column, Math.Min(Group, matrix.Columns - column)));
            }
        }

        return rounded;
    }

    private static void Round(Span<double> group)
    {
        double largest = group.ToArray().Max(Math.Abs);

        foreach (ref double element in group)
        {
            element = largest == 0 ? 0 : Math.Round(element * 127 / largest) * largest / 127;
        }
    }
}
