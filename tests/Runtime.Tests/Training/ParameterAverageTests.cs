using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class ParameterAverageTests : IDisposable
{
    private static readonly int[] Tokens = Texts.Create(2000);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The definition in double: the decay is min(0.8, (1 + n) / (10 + n)), which reaches 0.8 after 35 updates.
    [Fact]
    public void UseAverage_IsTheAverageOfWhatWasTrained()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = 1e-2 }, new TrainerOptions { Threads = 2, AverageDecay = 0.8 });
        double[] average = [.. model.Snapshot().Select(static value => (double)value)];

        foreach (TrainingStep step in trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps: 50))
        {
            float[] parameters = model.Snapshot();
            double decay = Math.Min(0.8, (double)step.Step / (9 + step.Step));

            for (int i = 0; i < average.Length; i++)
            {
                average[i] = (decay * average[i]) + ((1 - decay) * parameters[i]);
            }
        }

        using IDisposable use = trainer.UseAverage();
        Assert.All(model.Snapshot().Zip(average), static pair => Assert.Equal(pair.Second, pair.First, 2e-6));
    }

    [Fact]
    public void UseAverage_EvaluatesAndSavesIt_AndTrainingGoesOnAsWithoutIt()
    {
        TrainerOptions options = new() { Threads = 1, AverageDecay = 0.9 };
        using Bigram plain = Bigram.Initialize(1);
        using Trainer<Bigram> plainTrainer = new(plain, new AdamW { LearningRate = 1e-2 }, new TrainerOptions { Threads = 1 });
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = 1e-2 }, options);
        RandomWindows windows = new(Tokens, 12, 5, 1);
        ConsecutiveWindows heldOut = new(Tokens, 12, 5);
        List<double> losses = [];

        foreach (TrainingStep step in trainer.Run(windows, steps: 20))
        {
            using IDisposable use = trainer.UseAverage();
            losses.Add(trainer.Evaluate(heldOut));
            model.Save(_folder["average.safetensors"]);
        }

        windows.Restart();

        foreach (TrainingStep step in plainTrainer.Run(windows, steps: 20))
        {
            Assert.NotEqual(plainTrainer.Evaluate(heldOut), losses[(int)step.Step - 1]);
        }

        Assert.Equal(plain.Snapshot(), model.Snapshot());
        using Bigram saved = ModelFactory.Load<Bigram>(_folder["average.safetensors"]);
        using Trainer<Bigram> evaluator = new(saved, new AdamW(), new TrainerOptions { Threads = 1 });
        Assert.Equal(losses[^1], evaluator.Evaluate(heldOut));
    }

    [Fact]
    public void EarlyStopping_KeepsTheAverage()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1, AverageDecay = 0.9 });
        using EarlyStopping stopping = new(trainer, patience: 1);
        Train(trainer, 5);
        float[] averages;

        using (trainer.UseAverage())
        {
            stopping.Add(1);
            averages = model.Snapshot();
            Assert.Throws<InvalidOperationException>(stopping.RestoreBest);
        }

        Assert.NotEqual(averages, model.Snapshot());
        stopping.RestoreBest();
        Assert.Equal(averages, model.Snapshot());
    }

    [Fact]
    public void WhatNeedsTheParametersInTraining_IsRefusedMeanwhile()
    {
        using Bigram model = Bigram.Initialize(1);
        Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1, AverageDecay = 0.9 });
        Train(trainer, 2);
        float[] parameters = model.Snapshot();
        RandomWindows windows = new(Tokens, 12, 5, 1);
        IDisposable use = trainer.UseAverage();
        Action[] calls =
        [
            () => Train(trainer, 3), () => trainer.Save(_folder["a"], windows), () => trainer.Resume(_folder["a"], windows),
            () => trainer.UseAverage(),
        ];

        Assert.All(calls, static call => Assert.Equal(
            "Bigram: the model has the average of its parameters; dispose what UseAverage returned to go on training.",
            Assert.Throws<InvalidOperationException>(call).Message));
        use.Dispose();
        use.Dispose();
        Assert.Equal(parameters, model.Snapshot());
        Train(trainer, 3);
        parameters = model.Snapshot();

        // A trainer that is disposed leaves the model with the parameters in training.
        use = trainer.UseAverage();
        trainer.Dispose();
        Assert.Equal(parameters, model.Snapshot());
        use.Dispose();
        trainer.Dispose();
    }

    [Fact]
    public void WhatDoesNotFit_SaysWhat()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });

        Assert.Equal(
            "Bigram: the trainer keeps no average; set AverageDecay.", Assert.Throws<InvalidOperationException>(() => trainer.UseAverage()).Message);

        foreach (double decay in (double[])[0, 1, double.NaN])
        {
            Assert.StartsWith(
                "The decay of the average is above 0 and below 1.",
                Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Bigram>(model, new AdamW(), new TrainerOptions { AverageDecay = decay })).Message,
                StringComparison.Ordinal);
        }
    }

    private static void Train(Trainer trainer, long steps)
    {
        foreach (TrainingStep step in trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps))
        {
            Assert.True(double.IsFinite(step.Loss));
        }
    }
}
