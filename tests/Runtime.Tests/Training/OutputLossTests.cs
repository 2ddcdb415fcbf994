using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class OutputLossTests
{
    private static readonly int[] Tokens = Texts.Create(2000);

    // Cross-entropy written down again trains as the specification's.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_WithCrossEntropy_TrainsAsTheSpecificationsLoss(int accumulation)
    {
        using Bigram model = Bigram.Initialize(1);
        using Bigram other = Bigram.Initialize(1);
        TrainerOptions options = new() { Threads = 2, AccumulationSteps = accumulation };
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = 1e-2 }, options with { Loss = CrossEntropy });
        using Trainer<Bigram> otherTrainer = new(other, new AdamW { LearningRate = 1e-2 }, options);
        (double loss, double otherLoss) = (Train(trainer, 20), Train(otherTrainer, 20));
        ConsecutiveWindows heldOut = new(Tokens, 12, 5);

        Assert.Equal(otherLoss, loss, 1e-4);
        Assert.All(other.Snapshot().Zip(model.Snapshot()), static pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(otherTrainer.Evaluate(heldOut), trainer.Evaluate(heldOut), 1e-4);
    }

    // Of a loss that is linear in the outputs, by central differences: the sum of the outputs times their places.
    [Fact]
    public void Accumulate_Gradients_AreThoseOfFiniteDifferences()
    {
        using Workers workers = new(2);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        Batch batch = new(model.Description);
        batch.Add([1, 5, 18, 0], [-1, -1, -1, -1]);
        session.Accumulate(batch, Weighted, first: true, 0, 0);
        float[] gradients = new float[Bigram.Vocabulary * Bigram.Width];
        session.ReadGradient(Bigram.Weight, gradients);
        float[] values = model.Read(Bigram.Weight);

        foreach (int index in (int[])[0, 20, 21, 200, 398])
        {
            Assert.Equal((LossWith(index, 0.125f) - LossWith(index, -0.125f)) / 0.25, gradients[index], 1e-3);
        }

        session.Accumulate(batch, Weighted, first: false, 0, 0);
        float[] doubled = new float[gradients.Length];
        session.ReadGradient(Bigram.Weight, doubled);
        Assert.All(gradients.Zip(doubled), static pair => Assert.Equal(2 * pair.First, pair.Second, 1e-3));

        double LossWith(int index, float change)
        {
            float[] changed = [.. values];
            changed[index] += change;
            model.Write(Bigram.Weight, changed);

            return session.Evaluate(batch, Weighted).Sum;
        }
    }

    [Fact]
    public void Run_AfterTheFirstSteps_AllocatesNothing()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1, Loss = CrossEntropy });
        _ = Train(trainer, 5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RandomWindows windows = new(Tokens, 12, 5, 1);
        long created = GC.GetAllocatedBytesForCurrentThread() - before;

        foreach (TrainingStep step in trainer.Run(windows, 30))
        {
            _ = step;
        }

        Assert.Equal(before + created, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Loss_ThatRunsAPassOfItsSession_IsRefused()
    {
        using Workers workers = new(1);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        Batch batch = new(model.Description);
        batch.Add([1, 2], [2, 3]);

        Assert.Equal(
            "Bigram: the loss has run a pass of the session, or changed the batch, that it was called for.",
            Assert.Throws<InvalidOperationException>(() => session.Accumulate(batch, (_, _, _) => session.Evaluate(batch).Sum, first: true, 0, 0)).Message);
        Assert.Throws<InvalidOperationException>(() => session.Accumulate(batch, static (given, _, _) =>
        {
            given.Clear();

            return 0;
        }, first: true, 0, 0));
    }

    [Fact]
    public void Run_WithAGradientThatIsNotFinite_ChangesNothing()
    {
        using Bigram model = Bigram.Initialize(1);
        float[] before = model.Snapshot();
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1, Loss = static (_, _, gradients) => gradients[3] = float.NaN });

        Assert.Throws<NonFiniteGradientException>(() => Train(trainer, 1));
        Assert.Equal(before, model.Snapshot());
    }

    private static double CrossEntropy(Batch batch, ReadOnlySpan<float> outputs, Span<float> gradients)
    {
        double sum = 0;

        for (int row = 0; row < batch.OutputRows; row++)
        {
            ReadOnlySpan<float> logits = outputs.Slice(row * Bigram.Vocabulary, Bigram.Vocabulary);
            double total = 0;

            foreach (float logit in logits)
            {
                total += Math.Exp(logit);
            }

            int label = batch.Labels[row];
            sum += Math.Log(total) - logits[label];

            for (int output = 0; output < Bigram.Vocabulary; output++)
            {
                gradients[(row * Bigram.Vocabulary) + output] = (float)(Math.Exp(logits[output]) / total) - (output == label ? 1 : 0);
            }
        }

        return sum;
    }

    private static double Weighted(Batch batch, ReadOnlySpan<float> outputs, Span<float> gradients)
    {
        double sum = 0;

        for (int i = 0; i < outputs.Length; i++)
        {
            sum += (i % 7) * outputs[i];
            gradients[i] = i % 7;
        }

        return sum;
    }

    private static double Train(Trainer trainer, long steps)
    {
        double last = 0;

        foreach (TrainingStep step in trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps))
        {
            last = step.Loss;
        }

        return last;
    }
}
