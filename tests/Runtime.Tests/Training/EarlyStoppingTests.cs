using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class EarlyStoppingTests : IDisposable
{
    private static readonly int[] Tokens = Texts.Create(2000);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // What Keras' EarlyStopping does with the same values, patience and min_delta: the value that ends training.
    [Theory]
    [InlineData(1, 0.0, false, new[] { 3.0, 2, 2, 1 }, 2)]
    [InlineData(2, 0.0, false, new[] { 3.0, 2, 2.5, 1.9, 2, 1.9 }, 5)]
    [InlineData(2, 0.5, false, new[] { 3.0, 2.8, 2.4, 2.2, 1.8, 1.9, 1.8 }, 6)]
    [InlineData(2, 0.5, false, new[] { 3.0, 2.5, 2.5 }, 2)]
    [InlineData(3, 0.0, true, new[] { 0.5, 0.7, 0.6, 0.6, 0.7, 0.9 }, 4)]
    [InlineData(1, 0.0, true, new[] { 0.5, 0.6, 0.7 }, -1)]
    public void Add_EndsWhereThePatienceIsOver(int patience, double minimum, bool higher, double[] values, int last)
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        using EarlyStopping stopping = new(trainer, patience, minimum, higher);
        int ended = Array.FindIndex(values, value =>
        {
            stopping.Add(value);

            return stopping.ShouldStop;
        });

        Assert.Equal(last, ended);
    }

    [Fact]
    public void RestoreBest_GivesTheParametersOfTheBestValue()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = 1e-2 }, new TrainerOptions { Threads = 1 });
        using EarlyStopping stopping = new(trainer, patience: 2, minimumImprovement: 10);
        RandomWindows windows = new(Tokens, 12, 5, 1);
        ConsecutiveWindows heldOut = new(Tokens, 12, 5);
        List<float[]> snapshots = [];
        double[] values = [3, 2, 2.5];
        Assert.Equal(double.NaN, stopping.Best);

        foreach (TrainingStep step in trainer.Run(windows, steps: 3))
        {
            snapshots.Add(model.Snapshot());
            Assert.Equal(step.Step < 3, stopping.Add(values[step.Step - 1]));
        }

        double after = trainer.Evaluate(heldOut);
        stopping.RestoreBest();

        Assert.Equal((2, 2, 2, true), (stopping.Best, stopping.BestStep, stopping.WithoutImprovement, stopping.ShouldStop));
        Assert.Equal(snapshots[1], model.Snapshot());
        Assert.NotEqual(after, trainer.Evaluate(heldOut));
    }

    [Fact]
    public void Resume_GoesOnWithTheSameBest()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = 1e-2 }, new TrainerOptions { Threads = 2 });
        using EarlyStopping stopping = new(trainer, patience: 3, minimumImprovement: 0.1);
        RandomWindows windows = new(Tokens, 12, 5, 1);
        Train(trainer, windows, 1);
        stopping.Add(0.1);
        float[] best = model.Snapshot();
        Train(trainer, windows, 2);
        stopping.Add(1.0 / 3);
        trainer.Save(_folder["a.checkpoint"], windows);

        using Bigram other = Bigram.Initialize(2);
        using Trainer<Bigram> resumed = new(other, new AdamW { LearningRate = 1e-2 }, new TrainerOptions { Threads = 1 });
        using EarlyStopping again = new(resumed, patience: 2, minimumImprovement: 0.1);
        again.Add(0.001);
        resumed.Resume(_folder["a.checkpoint"], windows);

        Assert.Equal((0.1, 1, 1, false), (again.Best, again.BestStep, again.WithoutImprovement, again.ShouldStop));
        Assert.True(again.Add(0.05));
        Assert.Equal((2, true), (again.WithoutImprovement, again.ShouldStop));
        resumed.Resume(_folder["a.checkpoint"], windows);
        again.RestoreBest();
        Assert.Equal(best, other.Snapshot());
    }

    [Fact]
    public void Resume_OfACheckpointWithoutOne_BeginsAnew()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        RandomWindows windows = new(Tokens, 12, 5, 1);
        trainer.Save(_folder["a.checkpoint"], windows);
        using EarlyStopping stopping = new(trainer, patience: 1);
        stopping.Add(1);
        stopping.Add(2);
        trainer.Resume(_folder["a.checkpoint"], windows);

        Assert.Equal((double.NaN, 0, 0), (stopping.Best, stopping.BestStep, stopping.WithoutImprovement));
    }

    [Fact]
    public void Checkpoint_WithOne_IsAModelAndIsResumedWithoutOne()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        RandomWindows windows = new(Tokens, 12, 5, 1);

        using (EarlyStopping stopping = new(trainer, patience: 1))
        {
            stopping.Add(1);
            trainer.Save(_folder["a.checkpoint"], windows);
        }

        trainer.Resume(_folder["a.checkpoint"], windows);
        using Bigram loaded = ModelFactory.Load<Bigram>(_folder["a.checkpoint"]);
        Assert.Equal(model.Snapshot(), loaded.Snapshot());
    }

    [Fact]
    public void WhatDoesNotFit_SaysWhat()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        AssertSays<ArgumentOutOfRangeException>("The patience is at least 1 value without improvement.", () => new EarlyStopping(trainer, 0));
        AssertSays<ArgumentOutOfRangeException>("The minimum improvement is finite and not negative.", () => new EarlyStopping(trainer, 1, -1));
        EarlyStopping stopping = new(trainer, 1);
        AssertSays<InvalidOperationException>("Bigram: the trainer has an EarlyStopping already; dispose it first.", () => new EarlyStopping(trainer, 1));
        AssertSays<InvalidOperationException>("There is no best to restore: no value has been added.", stopping.RestoreBest);
        AssertSays<ArgumentOutOfRangeException>("The value after step 0 is not a number.", () => stopping.Add(double.NaN));
        stopping.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stopping.Add(1));
        using EarlyStopping next = new(trainer, 1);
    }

    private static void Train(Trainer trainer, IBatchSource windows, long steps)
    {
        foreach (TrainingStep step in trainer.Run(windows, steps))
        {
            Assert.True(double.IsFinite(step.Loss));
        }
    }

    private static void AssertSays<TException>(string message, Action action)
        where TException : Exception => Assert.StartsWith(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
}
