using System;

namespace Weft;

/// <summary>Losses to call in an <see cref="OutputLoss"/>. They add to the gradients, so that a loss may be made of several.</summary>
public static class OutputLosses
{
    /// <summary>
    /// Distillation (Hinton et al., "Distilling the knowledge in a neural network", 2015): for each row T² times the Kullback-Leibler
    /// divergence of softmax(outputs / T) from softmax(teacher / T), whose gradient is T (softmax(outputs / T) - softmax(teacher / T)).
    /// </summary>
    /// <param name="labels">The labels of the rows, of which negative ones are ignored; nothing where all rows count.</param>
    /// <param name="teacher">[rows, classes], the logits of the model to learn from.</param>
    /// <param name="outputs">[rows, classes], the logits of the model that learns.</param>
    /// <param name="classes">Logits of a row.</param>
    /// <param name="temperature">T, above 0: the higher, the more count classes that are unlikely.</param>
    /// <param name="gradients">[rows, classes], which are added to.</param>
    /// <returns>The sum over the rows, in nats.</returns>
    /// <exception cref="ArgumentException">The temperature is out of its range, or lengths do not fit.</exception>
    public static double Distill(
        ReadOnlySpan<int> labels, ReadOnlySpan<float> teacher, ReadOnlySpan<float> outputs, int classes, double temperature,
        Span<float> gradients)
    {
        int rows = CheckRows(outputs, classes, temperature, gradients);

        if (teacher.Length != outputs.Length || (labels.Length > 0 && labels.Length != rows))
        {
            throw new ArgumentException(
                $"{rows} rows of outputs have as many of the teacher and labels; {teacher.Length / classes} and {labels.Length} were " +
                "given.");
        }

        double sum = 0;

        for (int row = 0; row < rows; row++)
        {
            if (labels.Length == 0 || labels[row] >= 0)
            {
                int start = row * classes;
                sum += DistillRow(
                    teacher.Slice(start, classes), outputs.Slice(start, classes), temperature, gradients.Slice(start, classes));
            }
        }

        return sum;
    }

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

        double[] units = Normalize(outputs, width, out double[] norms);
        double[] unitGradients = new double[units.Length];
        double sum = 0;

        for (int row = 0; row < rows; row += 2)
        {
            sum += 2 * ContrastRow(units, unitGradients, row, width, temperature);
        }

        for (int row = 0; row < rows; row++)
        {
            AddThroughNorm(
                units.AsSpan(row * width, width), unitGradients.AsSpan(row * width, width), norms[row],
                gradients.Slice(row * width, width));
        }

        return sum;
    }

    private static int CheckRows(ReadOnlySpan<float> outputs, int width, double temperature, Span<float> gradients)
    {
        if (temperature is not (> 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature is finite and above 0.");
        }

        if (width <= 0 || outputs.Length % width != 0 || gradients.Length != outputs.Length)
        {
            throw new ArgumentException(
                $"Outputs are whole rows of {width}, and gradients as many; {outputs.Length} and {gradients.Length} floats were given.");
        }

        return outputs.Length / width;
    }

    private static double DistillRow(
        ReadOnlySpan<float> teacher, ReadOnlySpan<float> outputs, double temperature, Span<float> gradients)
    {
        double teacherLog = LogSumExp(teacher, temperature);
        double log = LogSumExp(outputs, temperature);
        double sum = 0;

        for (int i = 0; i < outputs.Length; i++)
        {
            double expected = Math.Exp((teacher[i] / temperature) - teacherLog);
            double own = (outputs[i] / temperature) - log;
            sum += expected > 0 ? expected * ((teacher[i] / temperature) - teacherLog - own) : 0;
            gradients[i] += (float)(temperature * (Math.Exp(own) - expected));
        }

        return temperature * temperature * sum;
    }

    private static double LogSumExp(ReadOnlySpan<float> values, double temperature)
    {
        double highest = double.NegativeInfinity;
        double sum = 0;

        foreach (float value in values)
        {
            highest = Math.Max(highest, value);
        }

        foreach (float value in values)
        {
            sum += Math.Exp((value - highest) / temperature);
        }

        return (highest / temperature) + Math.Log(sum);
    }

    private static double[] Normalize(ReadOnlySpan<float> outputs, int width, out double[] norms)
    {
        double[] units = new double[outputs.Length];
        norms = new double[outputs.Length / width];

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

        return units;
    }

    // One pair against all: its loss, and the derivatives of twice that by the directions.
    private static double ContrastRow(double[] units, double[] gradients, int row, int width, double temperature)
    {
        int pairs = units.Length / width / 2;
        ReadOnlySpan<double> anchor = units.AsSpan(row * width, width);
        double[] scores = new double[pairs];
        double highest = double.NegativeInfinity;

        for (int pair = 0; pair < pairs; pair++)
        {
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

        for (int pair = 0; pair < pairs; pair++)
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
