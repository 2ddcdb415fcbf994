using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>What every optimizer has to hold, each with and without the average of the parameters.</summary>
public sealed class OptimizerRunTests : IDisposable
{
    private static readonly int[] Tokens = Texts.Create(2000);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<Optimizer, double?> Optimizers
    {
        get
        {
            TheoryData<Optimizer, double?> data = [];

            foreach (double? decay in (double?[])[null, 0.9])
            {
                data.Add(new AdamW { LearningRate = 1e-2, ClipValue = 0.01 }, decay);
                data.Add(new AdamW { LearningRate = 1e-2, MomentStorage = MomentStorage.BFloat16 }, decay);
                data.Add(new AdamW { LearningRate = 1e-2, MomentStorage = MomentStorage.Float8 }, decay);
                data.Add(new Muon { LearningRate = 1e-2, ClipNorm = 1 }, decay);
                data.Add(new Sgd { LearningRate = 0.5, ClipNorm = 1 }, decay);
                data.Add(new Sgd { LearningRate = 0.1, Momentum = 0.9, Nesterov = true, WeightDecay = 1e-3 }, decay);
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Run_LossFalls(Optimizer optimizer, double? averageDecay)
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        using Trainer<Bigram> trainer = new(model, optimizer, new TrainerOptions { Threads = 2, AverageDecay = averageDecay });
        ConsecutiveWindows heldOut = new(Tokens, 12, 5);
        double before = trainer.Evaluate(heldOut);
        Train(trainer, new RandomWindows(Tokens, 12, 5, 1), 200);

        Assert.InRange(trainer.Evaluate(heldOut), 0, 0.9 * before);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Run_AnyThreads_SameBits(Optimizer optimizer, double? averageDecay)
    {
        (float[] parameters, float[] averages) = Of(1);
        Assert.Equal(averageDecay is null, parameters.SequenceEqual(averages));

        foreach (int threads in (int[])[2, 3, 8])
        {
            (float[] others, float[] otherAverages) = Of(threads);
            Assert.Equal(parameters, others);
            Assert.Equal(averages, otherAverages);
        }

        (float[] Parameters, float[] Averages) Of(int threads)
        {
            using Bigram model = Bigram.InitializeWithALayer(1);
            using Trainer<Bigram> trainer = new(model, optimizer, new TrainerOptions { Threads = threads, AverageDecay = averageDecay });
            Train(trainer, new RandomWindows(Tokens, 12, 5, 1), 20);

            return (model.Snapshot(), Averages(trainer, model));
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Resume_GoesOnBitForBit(Optimizer optimizer, double? averageDecay)
    {
        TrainerOptions options = new() { Threads = 2, AverageDecay = averageDecay };
        using Bigram whole = Bigram.InitializeWithALayer(1);
        using Trainer<Bigram> wholeTrainer = new(whole, optimizer, options);
        RandomWindows windows = new(Tokens, 12, 5, 1);
        Train(wholeTrainer, windows, 7);
        wholeTrainer.Save(_folder["a.checkpoint"], windows);
        Train(wholeTrainer, windows, 15);

        using Bigram model = Bigram.InitializeWithALayer(2);
        using Trainer<Bigram> trainer = new(model, optimizer, options);
        RandomWindows source = new(Tokens, 12, 5, 99);
        trainer.Resume(_folder["a.checkpoint"], source);
        Train(trainer, source, 15);

        Assert.Equal(whole.Snapshot(), model.Snapshot());
        Assert.Equal(Averages(wholeTrainer, whole), Averages(trainer, model));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Run_AllocatesNothing(Optimizer optimizer, double? averageDecay)
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        using Trainer<Bigram> trainer = new(model, optimizer, new TrainerOptions { Threads = 1, AverageDecay = averageDecay });
        RandomWindows windows = new(Tokens, 12, 5, 1);
        Train(trainer, windows, 10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Train(trainer, windows, 40);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Run_Padding_StaysZero(Optimizer optimizer, double? averageDecay)
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        using Trainer<Bigram> trainer = new(model, optimizer, new TrainerOptions { Threads = 1, AverageDecay = averageDecay });
        Train(trainer, new RandomWindows(Tokens, 12, 5, 1), 3);
        using Bigram unpadded = Bigram.InitializeWithALayer(3);

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            unpadded.Write(info.Name, model.Read(info.Name));
        }

        Assert.Equal(unpadded.Snapshot(), model.Snapshot());
    }

    [Fact]
    public void Resume_OfAnotherOptimizer_NamesBoth()
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        RandomWindows windows = new(Tokens, 12, 5, 1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        trainer.Save(_folder["a.checkpoint"], windows);
        using Trainer<Bigram> other = new(model, new Sgd(), new TrainerOptions { Threads = 1 });
        using Trainer<Bigram> averaging = new(model, new AdamW(), new TrainerOptions { Threads = 1, AverageDecay = 0.5 });

        Assert.EndsWith(
            "the checkpoint was made with training.optimizer = AdamW; this trainer has SGD.",
            Assert.Throws<ModelFileException>(() => other.Resume(_folder["a.checkpoint"], windows)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "the checkpoint was made with training.average_decay = none; this trainer has 0.5.",
            Assert.Throws<ModelFileException>(() => averaging.Resume(_folder["a.checkpoint"], windows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_OfAnotherMomentStorage_NamesBoth()
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        RandomWindows windows = new(Tokens, 12, 5, 1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        using Trainer<Bigram> other = new(model, new AdamW { MomentStorage = MomentStorage.Float8 }, new TrainerOptions { Threads = 1 });
        trainer.Save(_folder["32.checkpoint"], windows);
        other.Save(_folder["8.checkpoint"], windows);

        Assert.EndsWith(
            "the checkpoint was made with adamw.moment_storage = Float32; this trainer has Float8.",
            Assert.Throws<ModelFileException>(() => other.Resume(_folder["32.checkpoint"], windows)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "the checkpoint was made with adamw.moment_storage = Float8; this trainer has Float32.",
            Assert.Throws<ModelFileException>(() => trainer.Resume(_folder["8.checkpoint"], windows)).Message, StringComparison.Ordinal);
    }

    // Moments of sixteen bits are half of those of floats, and of eight a little more than a quarter.
    [Theory]
    [InlineData(MomentStorage.BFloat16, 32)]
    [InlineData(MomentStorage.Float8, 17)]
    public void MomentStorage_TakesItsBytes(MomentStorage storage, int blockBytes)
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        using Trainer<Bigram> other = new(model, new AdamW { MomentStorage = storage }, new TrainerOptions { Threads = 1 });
        nuint floats = trainer.Session.Gradients.Length;

        Assert.All(trainer.Optimizer.Moments, moment => Assert.Equal(floats, moment.Arena.Length));
        Assert.All(other.Optimizer.Moments, moment => Assert.Equal(((floats / 16 * (nuint)blockBytes) + 3) / 4, moment.Arena.Length));
    }

    private static float[] Averages(Trainer trainer, Bigram model)
    {
        if (trainer.Options.AverageDecay is null)
        {
            return model.Snapshot();
        }

        using IDisposable use = trainer.UseAverage();

        return model.Snapshot();
    }

    private static void Train(Trainer trainer, IBatchSource windows, long steps)
    {
        foreach (TrainingStep step in trainer.Run(windows, steps))
        {
            if (!double.IsFinite(step.Loss))
            {
                throw new InvalidOperationException("The loss is not finite.");
            }
        }
    }
}
