using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Training resumed from a checkpoint goes on bit for bit, dropout and batches included.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly AdamW Optimizer = new() { LearningRate = LearningRate.Linear(1e-2, warmupSteps: 2, totalSteps: 20), ClipNorm = 1 };

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-resume").FullName;

    public static TheoryData<string> Models => ["PostDropout", "Alibi", "DeepTied", "TrainedSandwich", "Adapted"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Models))]
    public void Resume_GoesOnBitForBit(string name)
    {
        string path = Path.Combine(_folder, "training.checkpoint");
        GeneratedModel generated = CompiledModels.Find(name, CompiledModels.Sets[1]);
        List<double> losses = [];
        List<double> resumed = [];
        using TransformerModel whole = generated.Initialize(seed: 1);
        using Trainer trainer = generated.CreateTrainer(whole, Optimizer, new TrainerOptions { Threads = 2, Seed = 77, AccumulationSteps = 2 });
        RandomWindows batches = CreateBatches(generated.Shape, seed: 4);

        foreach (TrainingStep step in trainer.Run(batches, steps: 6))
        {
            losses.Add(step.Loss);

            if (step.Step == 3)
            {
                trainer.Save(path, batches);
            }
        }

        // Nothing of the second trainer's own beginning may be left.
        using TransformerModel second = generated.Initialize(seed: 2);
        using Trainer other = generated.CreateTrainer(second, Optimizer, new TrainerOptions { Threads = 1, Seed = 78, AccumulationSteps = 2 });
        RandomWindows otherBatches = CreateBatches(generated.Shape, seed: 5);
        other.Resume(path, otherBatches);

        foreach (TrainingStep step in other.Run(otherBatches, steps: 6))
        {
            resumed.Add(step.Loss);
        }

        Assert.Equal(losses[3..], resumed);
        Assert.Equal(ModelBits.OfParameters(whole), ModelBits.OfParameters(second));
    }

    /// <summary>Steps are counted in 64 bits, and dropout draws from 32 of them: it goes on where they begin again.</summary>
    [Theory]
    [InlineData((1L << 31) - 2)]
    [InlineData((1L << 32) - 2)]
    [InlineData((1L << 40) + 5)]
    public void Resume_AtAStepThatNeedsMoreThan31Bits_GoesOnBitForBit(long start)
    {
        string path = Path.Combine(_folder, "late.checkpoint");
        GeneratedModel generated = CompiledModels.Find("PostDropout", CompiledModels.Sets[1]);
        TrainerOptions options = new() { Threads = 2, Seed = 77 };
        using TransformerModel whole = generated.Initialize(seed: 1);
        using Trainer trainer = generated.CreateTrainer(whole, Optimizer, options);
        RandomWindows batches = CreateBatches(generated.Shape, seed: 4);
        trainer.SetProgress(start, seed: 77);
        List<(long Step, double Loss)> steps = [];

        foreach (TrainingStep step in trainer.Run(batches, start + 4))
        {
            steps.Add((step.Step, step.Loss));

            if (step.Step == start + 1)
            {
                trainer.Save(path, batches);
            }
        }

        using TransformerModel second = generated.Initialize(seed: 2);
        using Trainer other = generated.CreateTrainer(second, Optimizer, options);
        RandomWindows otherBatches = CreateBatches(generated.Shape, seed: 5);
        other.Resume(path, otherBatches);
        Assert.Equal(start + 1, other.Step);
        List<(long Step, double Loss)> resumed = [];

        foreach (TrainingStep step in other.Run(otherBatches, start + 4))
        {
            resumed.Add((step.Step, step.Loss));
        }

        Assert.Equal([start + 1, start + 2, start + 3, start + 4], steps.Select(static step => step.Step));
        Assert.Equal(steps[1..], resumed);
        Assert.Equal(ModelBits.OfParameters(whole), ModelBits.OfParameters(second));

        // Behind 2^32 the masks are those of the steps that many before.
        using TransformerModel early = generated.Initialize(seed: 1);
        using Trainer first = generated.CreateTrainer(early, Optimizer, options);
        first.SetProgress((uint)start, seed: 77);
        RandomWindows same = CreateBatches(generated.Shape, seed: 4);

        foreach (TrainingStep step in first.Run(same, (uint)start + 1L))
        {
            Assert.Equal(steps[0].Loss, step.Loss);
        }
    }

    private static RandomWindows CreateBatches(ModelDescription model, ulong seed)
    {
        Random random = new(1);
        int[] tokens = [.. Enumerable.Range(0, 500).Select(_ => random.Next(model.TargetVocabulary))];

        return new RandomWindows(tokens, length: 9, sequences: 4, seed);
    }
}
