using System;

namespace Weft;

/// <summary>
/// Losses to call in an <see cref="OutputLoss"/>. They add to the gradients, so that a loss may be made of several, and allocate nothing
/// from the second call of a thread on.
/// </summary>
public static partial class OutputLosses
{
    /// <summary>
    /// Cross-entropy with a weight for each class: the sum over the rows of weight[label] times -log softmax(outputs)[label]. PyTorch's
    /// CrossEntropyLoss(weight) divides it by the sum of the weights of the labels, as <see cref="TrainerOptions.ClassWeights"/> does.
    /// </summary>
    /// <param name="labels">The class of each row; negative ones are ignored.</param>
    /// <param name="weights">A weight of 0 or more for each class; nothing where each is 1.</param>
    /// <param name="outputs">[rows, classes], logits.</param>
    /// <param name="classes">Logits of a row.</param>
    /// <param name="gradients">[rows, classes], which are added to.</param>
    /// <returns>The sum over the rows, in nats.</returns>
    /// <exception cref="ArgumentException">Lengths do not fit, or a label is no class.</exception>
    public static double CrossEntropy(
        ReadOnlySpan<int> labels, ReadOnlySpan<float> weights, ReadOnlySpan<float> outputs, int classes, Span<float> gradients)
    {
        int rows = CheckRows(outputs, classes, 1, gradients);

        if (labels.Length != rows || (weights.Length > 0 && weights.Length != classes))
        {
            throw new ArgumentException(
                $"{rows} rows of {classes} classes have as many labels and weights; {labels.Length} and {weights.Length} were given.");
        }

        double sum = 0;

        for (int row = 0; row < rows; row++)
        {
            if (labels[row] >= classes)
            {
                throw new ArgumentException($"Label {labels[row]} of row {row} is no class; labels are below {classes}.", nameof(labels));
            }

            if (labels[row] >= 0)
            {
                int start = row * classes;
                double weight = weights.Length > 0 ? weights[labels[row]] : 1;
                sum += CrossEntropyRow(labels[row], weight, outputs.Slice(start, classes), gradients.Slice(start, classes));
            }
        }

        return sum;
    }

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

    private static double CrossEntropyRow(int label, double weight, ReadOnlySpan<float> outputs, Span<float> gradients)
    {
        double log = LogSumExp(outputs, 1);

        for (int i = 0; i < outputs.Length; i++)
        {
            gradients[i] += (float)(weight * (Math.Exp(outputs[i] - log) - (i == label ? 1 : 0)));
        }

        return weight * (log - outputs[label]);
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
}
