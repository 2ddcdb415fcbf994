using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>Class weights in a trainer, against PyTorch's definition: the sum of w[label] times the cross-entropy, divided by the sum of w[label].</summary>
public sealed class ClassWeightsTests : IDisposable
{
    private static readonly int[] Tokens = Texts.Create(2000);
    private static readonly float[] Weights = [.. Enumerable.Range(0, Bigram.Vocabulary).Select(static label => label % 4 * 0.75f)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_ALoss_IsTheWeightedMeanOfAllBatchesOfTheStep(int accumulation)
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), Options(accumulation));
        double expected = Defined(model, accumulation);

        Assert.Equal(expected, FirstStep(trainer).Loss, 1e-6);
        Assert.Equal(Defined(model, 2), trainer.Evaluate(Windows(), limit: 2), 1e-6);
    }

    // Gradient descent of rate 1 takes the gradient itself off the parameters.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_AnUpdate_FollowsFiniteDifferencesOfTheDefinition(int accumulation)
    {
        using Bigram model = Bigram.Initialize(1);
        float[] before = model.Read(Bigram.Weight);
        using Trainer<Bigram> trainer = new(model, new Sgd { LearningRate = 1, WeightDecay = 0 }, Options(accumulation));
        _ = FirstStep(trainer);
        float[] after = model.Read(Bigram.Weight);
        using Bigram other = Bigram.Initialize(1);

        foreach (int index in (int[])[0, 20, 21, 200, 398])
        {
            Assert.Equal((DefinedWith(index, 1f / 64) - DefinedWith(index, -1f / 64)) * 32, before[index] - after[index], 1e-4);
        }

        double DefinedWith(int index, float change)
        {
            float[] changed = [.. before];
            changed[index] += change;
            other.Write(Bigram.Weight, changed);

            return Defined(other, accumulation);
        }
    }

    [Fact]
    public void Run_WithEqualWeights_TrainsAsWithout()
    {
        using Bigram model = Bigram.Initialize(1);
        using Bigram other = Bigram.Initialize(1);
        float[] equal = [.. Enumerable.Repeat(2.5f, Bigram.Vocabulary)];
        using Trainer<Bigram> trainer = new(model, new AdamW(), Options(2) with { ClassWeights = equal });
        using Trainer<Bigram> otherTrainer = new(other, new AdamW(), Options(2) with { ClassWeights = null });

        Assert.Equal(FirstStep(otherTrainer).Loss, FirstStep(trainer).Loss, 1e-6);
        Assert.All(other.Snapshot().Zip(model.Snapshot()), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Trainer_WithWeightsThatDoNotFit_SaysWhat()
    {
        AssertSays("Bigram: 2 class weights; each of its 19 outputs has one.", [1, 2]);
        AssertSays("Bigram: the weight of class 1 is -0.5; weights are finite and 0 or more.", [1, -0.5f, .. Weights.Skip(2)]);
        AssertSays("Bigram: the weight of class 0 is NaN; weights are finite and 0 or more.", [float.NaN, .. Weights.Skip(1)]);
        AssertSays("Bigram: all class weights are 0.", new float[Bigram.Vocabulary]);
        AssertSays("Bigram: class weights are of the specification's loss; a loss of one's own weighs by itself.", Weights, static (_, _, _) => 0);
    }

    [Fact]
    public void Run_WithLabelsOfWeightZeroOnly_SaysSo()
    {
        using Bigram model = Bigram.Initialize(1);
        float[] one = [.. Weights.Select(static (_, label) => label == Bigram.Vocabulary - 1 ? 1f : 0)];
        using Trainer<Bigram> trainer = new(model, new AdamW(), Options(1) with { ClassWeights = one });
        int[] zeros = new int[100];

        Assert.Equal(
            "Step 0: every label of the step is ignored or has the weight 0.",
            Assert.Throws<InvalidOperationException>(() => FirstStep(trainer, new RandomWindows(zeros, 12, 5, 1))).Message);
    }

    [Fact]
    public void Resume_WithOtherWeights_NamesBoth()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), Options(1));
        trainer.Save(_folder["a.checkpoint"], Windows());
        trainer.Resume(_folder["a.checkpoint"], Windows());
        using Trainer<Bigram> other = new(model, new AdamW(), Options(1) with { ClassWeights = null });

        Assert.EndsWith(
            "the checkpoint was made with training.class_weights = 0 0.75 1.5 2.25 0 0.75 1.5 2.25 0 0.75 1.5 2.25 0 0.75 1.5 2.25 0 0.75 1.5; this trainer has none.",
            Assert.Throws<ModelFileException>(() => other.Resume(_folder["a.checkpoint"], Windows())).Message, StringComparison.Ordinal);
    }

    private static TrainerOptions Options(int accumulation) => new() { Threads = 2, AccumulationSteps = accumulation, ClassWeights = Weights };

    private static RandomWindows Windows() => new(Tokens, 12, 5, 1);

    private static TrainingStep FirstStep(Trainer trainer, IBatchSource? windows = null)
    {
        TrainingStep first = default;

        foreach (TrainingStep step in trainer.Run(windows ?? Windows(), 1))
        {
            first = step;
        }

        return first;
    }

    // The definition, from logits.
    private static double Defined(Bigram model, int batches)
    {
        using Workers workers = new(1);
        using TrainingSession session = model.StartTraining(workers);
        RandomWindows windows = Windows();
        (double sum, double weights) = (0, 0);

        for (int number = 0; number < batches; number++)
        {
            Batch batch = new(model.Description);
            _ = windows.Fill(batch);
            float[] logits = new float[batch.OutputRows * Bigram.Vocabulary];
            session.ComputeLogits(batch, logits);

            foreach ((float[] row, int label) in logits.Chunk(Bigram.Vocabulary).Zip(batch.Labels.ToArray()))
            {
                sum += Weights[label] * (Math.Log(row.Sum(static logit => Math.Exp(logit))) - row[label]);
                weights += Weights[label];
            }
        }

        return sum / weights;
    }

    private static void AssertSays(string message, float[] weights, OutputLoss? loss = null)
    {
        using Bigram model = Bigram.Initialize(1);
        TrainerOptions options = new() { Threads = 1, ClassWeights = weights, Loss = loss };

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => new Trainer<Bigram>(model, new AdamW(), options)).Message, StringComparison.Ordinal);
    }
}
