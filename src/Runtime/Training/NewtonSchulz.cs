using System;
using Weft.Shared;

namespace Weft;

/// <summary>
/// Makes a matrix nearly orthogonal: U V' of its singular value decomposition U S V', but for singular values between about 0.7 and 1.2.
/// Five steps of X = a X + b X X' X + c X X' X X' X from X / |X|, with the coefficients of Keller Jordan et al., "Muon: An optimizer for
/// hidden layers in neural networks", 2024. Rows and columns of zeros stay zero, so that padding does not matter.
/// </summary>
internal static unsafe class NewtonSchulz
{
    private const int Steps = 5;
    private const float First = 3.4445f;
    private const float Third = -4.7750f;
    private const float Fifth = 2.0315f;
    private const double Epsilon = 1e-7;

    /// <summary>Floats of the scratch for a matrix of a parameter.</summary>
    public static nuint ScratchFloats(ParameterInfo info)
    {
        (int small, int large, _) = Shape(info);

        return (nuint)small * ((3 * (nuint)large) + (2 * (nuint)small));
    }

    /// <summary>Replaces a matrix by its orthogonal one.</summary>
    /// <param name="info">The parameter whose layout the matrix has.</param>
    /// <param name="matrix">Panels of the parameter's rows.</param>
    /// <param name="scratch">As many floats as <see cref="ScratchFloats"/> says.</param>
    public static void Orthogonalize(ParameterInfo info, float* matrix, float* scratch)
    {
        (int small, int large, bool isTall) = Shape(info);
        nuint size = (nuint)small * (nuint)large;
        float* wide = scratch;
        float* next = wide + size;
        float* tall = next + size;
        float* gram = tall + size;
        float* polynomial = gram + ((nuint)small * (nuint)small);
        double norm = Math.Sqrt(AdamWKernel.SumSquares(matrix, (nuint)info.PaddedCount));
        Load(info, matrix, isTall ? tall : wide, isTall ? large : small, (float)(1 / (norm + Epsilon)));

        if (isTall)
        {
            PanelProduct.Transpose(tall, wide, large, small);
        }

        for (int step = 0; step < Steps; step++)
        {
            PanelProduct.Transpose(wide, tall, small, large);
            PanelProduct.MultiplySymmetric(wide, tall, null, gram, small, large, 1, 0);
            PanelProduct.MultiplySymmetric(gram, gram, gram, polynomial, small, small, Fifth, Third);
            PanelProduct.Multiply(polynomial, wide, wide, next, small, small, large, 1, First);
            float* last = wide;
            wide = next;
            next = last;
        }

        if (isTall)
        {
            PanelProduct.Transpose(wide, tall, small, large);
        }

        Store(info, matrix, isTall ? tall : wide, isTall ? large : small);
    }

    // The sides of the matrix with whole panels, the smaller one first: the products X X' are of that side.
    private static (int Small, int Large, bool IsTall) Shape(ParameterInfo info)
    {
        int rows = (info.Rows + Panels.Width - 1) / Panels.Width * Panels.Width;
        int columns = (int)(info.PaddedCount / info.Rows);

        return rows > columns ? (columns, rows, true) : (rows, columns, false);
    }

    private static void Load(ParameterInfo info, float* matrix, float* padded, int rows, float scale)
    {
        int panel = info.Rows * Panels.Width;

        for (nuint start = 0; start < (nuint)info.PaddedCount; start += (nuint)panel)
        {
            for (int i = 0; i < panel; i++)
            {
                padded[i] = matrix[start + (nuint)i] * scale;
            }

            new Span<float>(padded + panel, (rows - info.Rows) * Panels.Width).Clear();
            padded += rows * Panels.Width;
        }
    }

    private static void Store(ParameterInfo info, float* matrix, float* padded, int rows)
    {
        int panel = info.Rows * Panels.Width;

        for (nuint start = 0; start < (nuint)info.PaddedCount; start += (nuint)panel)
        {
            new ReadOnlySpan<float>(padded, panel).CopyTo(new Span<float>(matrix + start, panel));
            padded += rows * Panels.Width;
        }
    }
}
