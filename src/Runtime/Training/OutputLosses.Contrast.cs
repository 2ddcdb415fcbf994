using System;

namespace Weft;

public static partial class OutputLosses
{
    // Directions, their derivatives, lengths and scores of a call: of the largest batch so far.
    [ThreadStatic]
    private static double[]? scratch;

    /// <summary>
    /// The contrastive loss with the other texts of the batch as negatives (Henderson et al., "Efficient natural language response
    /// suggestion", 2017; sentence-transformers' MultipleNegativesRankingLoss): rows 2i and 2i + 1 belong together, and the loss of pair i
    /// is the cross-entropy of i under softmax over j of cosine(row 2i, row 2j + 1) / temperature. It counts for both rows of a pair, so
    /// that the mean over rows is that over pairs.
    /// </summary>
    /// <param name="outputs">[rows, width]: embeddings, an even number of them.</param>
    /// <param name="width">Floats of a row.</param>
    /// <param name="temperature">Above 0; 0.05 is usual.</param>
    /// <param name="gradients">[rows, width], which are added to.</param>
    /// <returns>Twice the sum over the pairs, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// The temperature is out of its range, lengths do not fit, or an embedding is zero or not finite.
    /// </exception>
    public static double Contrast(ReadOnlySpan<float> outputs, int width, double temperature, Span<float> gradients)
    {
        int rows = CheckRows(outputs, width, temperature, gradients);

        if (rows % 2 != 0)
        {
            throw new ArgumentException($"{rows} rows are no pairs; rows 2i and 2i + 1 belong together.", nameof(outputs));
        }

        Span<double> room = Reserve((2 * outputs.Length) + rows + (rows / 2));
        Span<double> units = room[..outputs.Length];
        Span<double> unitGradients = room.Slice(outputs.Length, outputs.Length);
        Span<double> norms = room.Slice(2 * outputs.Length, rows);
        Normalize(outputs, width, units, norms);
        unitGradients.Clear();
        double sum = 0;

        for (int row = 0; row < rows; row += 2)
        {
            sum += 2 * ContrastRow(units, unitGradients, room[((2 * outputs.Length) + rows)..], row, width, temperature);
        }

        for (int row = 0; row < rows; row++)
        {
            AddThroughNorm(
                units.Slice(row * width, width), unitGradients.Slice(row * width, width), norms[row], gradients.Slice(row * width, width));
        }

        return sum;
    }

    private static Span<double> Reserve(int length)
    {
        if (scratch is null || scratch.Length < length)
        {
            scratch = new double[length];
        }

        return scratch.AsSpan(0, length);
    }

    private static void Normalize(ReadOnlySpan<float> outputs, int width, Span<double> units, Span<double> norms)
    {
        for (int row = 0; row < norms.Length; row++)
        {
            double sum = 0;

            foreach (float value in outputs.Slice(row * width, width))
            {
                sum += (double)value * value;
            }

            norms[row] = sum is > 0 and < double.PositiveInfinity
                ? Math.Sqrt(sum)
                : throw new ArgumentException($"Row {row} is zero or not finite, and has no direction.", nameof(outputs));

            for (int i = row * width; i < (row + 1) * width; i++)
            {
                units[i] = outputs[i] / norms[row];
            }
        }
    }

    // One pair against all: its loss, and the derivatives of twice that by the directions.
    private static double ContrastRow(
        ReadOnlySpan<double> units, Span<double> gradients, Span<double> scores, int row, int width, double temperature)
    {
        ReadOnlySpan<double> anchor = units.Slice(row * width, width);
        double highest = double.NegativeInfinity;

        for (int pair = 0; pair < scores.Length; pair++)
        {
            scores[pair] = 0;

            for (int i = 0; i < width; i++)
            {
                scores[pair] += anchor[i] * units[(((2 * pair) + 1) * width) + i] / temperature;
            }

            highest = Math.Max(highest, scores[pair]);
        }

        double sum = 0;

        foreach (double score in scores)
        {
            sum += Math.Exp(score - highest);
        }

        for (int pair = 0; pair < scores.Length; pair++)
        {
            double derivative = 2 * ((Math.Exp(scores[pair] - highest) / sum) - (2 * pair == row ? 1 : 0)) / temperature;
            int other = ((2 * pair) + 1) * width;

            for (int i = 0; i < width; i++)
            {
                gradients[(row * width) + i] += derivative * units[other + i];
                gradients[other + i] += derivative * anchor[i];
            }
        }

        return highest + Math.Log(sum) - scores[row / 2];
    }

    // u = x / |x|: the derivative by x is (g - (g u) u) / |x|.
    private static void AddThroughNorm(ReadOnlySpan<double> unit, ReadOnlySpan<double> unitGradient, double norm, Span<float> gradients)
    {
        double along = 0;

        for (int i = 0; i < unit.Length; i++)
        {
            along += unit[i] * unitGradient[i];
        }

        for (int i = 0; i < unit.Length; i++)
        {
            gradients[i] += (float)((unitGradient[i] - (along * unit[i])) / norm);
        }
    }
}
