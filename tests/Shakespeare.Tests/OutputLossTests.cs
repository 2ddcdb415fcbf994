using System;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>A loss of one's own in a generated model: cross-entropy written down again trains as the specification's does.</summary>
public sealed class OutputLossTests
{
    [Fact]
    public void Train_WithCrossEntropyOfOnesOwn_IsTheSpecifications()
    {
        using Shakespeare model = Shakespeare.Initialize(seed: 3);
        using Shakespeare other = Shakespeare.Initialize(seed: 3);
        using Trainer<Shakespeare> trainer = new(model, Recipe.NanoGpt.Optimizer, new TrainerOptions { Threads = 2, AccumulationSteps = 2, Loss = CrossEntropy });
        using Trainer<Shakespeare> otherTrainer = new(other, Recipe.NanoGpt.Optimizer, new TrainerOptions { Threads = 2, AccumulationSteps = 2 });
        RandomWindows windows = Recipe.NanoGpt.DrawWindows(Plays.Load(), seed: 1);
        double[] losses = Losses(trainer, windows);
        windows.Restart();
        double[] expected = Losses(otherTrainer, windows);

        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], losses[step], 2e-5);
        }
    }

    private static double[] Losses(Trainer trainer, IBatchSource windows)
    {
        double[] losses = new double[6];

        foreach (TrainingStep step in trainer.Run(windows, 5))
        {
            losses[step.Step - 1] = step.Loss;
        }

        losses[5] = trainer.Evaluate(windows, limit: 2);

        return losses;
    }

    private static double CrossEntropy(Batch batch, ReadOnlySpan<float> outputs, Span<float> gradients)
    {
        int classes = Shakespeare.Shape.Outputs;
        double sum = 0;

        for (int row = 0; row < batch.OutputRows; row++)
        {
            ReadOnlySpan<float> logits = outputs.Slice(row * classes, classes);
            double total = 0;

            foreach (float logit in logits)
            {
                total += Math.Exp(logit);
            }

            sum += Math.Log(total) - logits[batch.Labels[row]];

            for (int output = 0; output < classes; output++)
            {
                gradients[(row * classes) + output] = (float)(Math.Exp(logits[output]) / total) - (output == batch.Labels[row] ? 1 : 0);
            }
        }

        return sum;
    }
}
