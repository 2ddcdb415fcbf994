using System;
using System.Linq;
using System.Threading;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class TrainerTests
{
    private static readonly int[] Tokens = Texts.Create(2000);

    [Fact]
    public void Run_Steps_LossFallsAndStepsCount()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = LearningRate.Constant(1e-2, warmupSteps: 10) }, new TrainerOptions { Threads = 2 });
        ConsecutiveWindows evaluation = new(Tokens, 12, 5);
        double before = trainer.Evaluate(evaluation);
        long expected = 0;

        foreach (TrainingStep step in trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps: 300))
        {
            expected++;
            Assert.Equal(expected, step.Step);
            Assert.Equal(60, step.Tokens);
            Assert.Equal(1e-2 * Math.Min(expected - 1, 10) / 10, step.LearningRate, 1e-15);
            Assert.InRange(step.Loss, 0, 10);
            Assert.InRange(step.GradientNorm, 1e-6, 100);
            Assert.True(step.Elapsed > TimeSpan.Zero);
        }

        Assert.Equal(300, expected);
        Assert.Equal(300, trainer.Step);
        double after = trainer.Evaluate(evaluation);
        Assert.True(after < before / 2, $"{before} -> {after}");
        Assert.Equal(after, trainer.Evaluate(evaluation));
    }

    [Fact]
    public void Call_WhileAnotherThreadTrains_IsRefused()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        RandomWindows batches = new(Tokens, 12, 5, 1);
        Action[] calls =
        [
            () => trainer.Evaluate(batches, limit: 1),
            () => trainer.Save("nowhere/file", batches),
            () => trainer.Resume("nowhere/file", batches),
            () => Take(trainer, batches),
            () => trainer.Session.ReadGradient(model.Description.Parameters[0].Name, new float[model.Description.Parameters[0].Count]),
        ];
        Exception?[] refusals = [];
        Take(trainer, new CallingSource(() => Array.ForEach(calls, call =>
        {
            Thread other = new(() => refusals = [.. refusals, Record.Exception(call)]);
            other.Start();
            other.Join();
        })));

        Assert.Equal(calls.Length, refusals.Length);
        Assert.All(refusals, static refusal => Assert.Equal(
            "Bigram: a trainer runs one call at a time, and another thread is in one; give each thread a trainer of its own.",
            Assert.IsType<InvalidOperationException>(refusal).Message));
        Assert.Equal(1, trainer.Step);
    }

    [Fact]
    public void Call_OfTheSourceThatFillsABatch_IsRefused()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        CallingSource source = new(() => trainer.Evaluate(new ConsecutiveWindows(Tokens, 12, 5)));

        Assert.Contains("is filling a batch", Assert.Throws<InvalidOperationException>(() => Take(trainer, source)).Message, StringComparison.Ordinal);
        Take(trainer, new RandomWindows(Tokens, 12, 5, 1));
        Assert.Equal(1, trainer.Step);
    }

    [Fact]
    public void Dispose_InTheMiddleOfAStep_EndsItAndKeepsTheModel()
    {
        using Bigram model = Bigram.Initialize(1);
        using Bigram same = Bigram.Initialize(1);
        Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 2 });

        Assert.Throws<ObjectDisposedException>(() => Take(trainer, new CallingSource(trainer.Dispose)));
        Assert.Throws<ObjectDisposedException>(() => Take(trainer, new RandomWindows(Tokens, 12, 5, 1)));
        Assert.Equal(Values(same), Values(model));
    }

    [Fact]
    public void Dispose_OfTheModelInTheMiddleOfAStep_LeavesItToTheStep()
    {
        Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 2 });
        Take(trainer, new CallingSource(model.Dispose));

        Assert.Equal(1, trainer.Step);
        Assert.Throws<ObjectDisposedException>(() => Take(trainer, new RandomWindows(Tokens, 12, 5, 1)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Run_AnyThreads_SameBits(int threads)
    {
        Assert.Equal(Train(1), Train(threads));

        static (string Parameters, string Losses) Train(int threads)
        {
            using Bigram model = Bigram.Initialize(1);
            using Trainer<Bigram> trainer = new(model, new AdamW { ClipNorm = 0.5 }, new TrainerOptions { Threads = threads });
            double sum = 0;

            foreach (TrainingStep step in trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps: 40))
            {
                sum += step.Loss + step.GradientNorm;
            }

            return (Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(model.Snapshot())), sum.ToString("R"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_AfterTheFirstSteps_AllocatesNothing(int threads)
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { ClipNorm = 1, ExcludeFromDecay = ["*.bias"] }, new TrainerOptions { Threads = threads, AccumulationSteps = 2 });
        long before = 0;
        long after = 0;

        foreach (TrainingStep step in trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps: 60))
        {
            if (step.Step == 10)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            after = GC.GetAllocatedBytesForCurrentThread();
        }

        Assert.Equal(before, after);
    }

    // Two batches of 3 and 2 sequences, accumulated, are one batch of 5.
    [Fact]
    public void Run_Accumulation_DividesByAllLabels()
    {
        using Bigram whole = Bigram.Initialize(1);
        using Bigram parts = Bigram.Initialize(1);
        using Trainer<Bigram> wholeTrainer = new(whole, new AdamW(), new TrainerOptions { Threads = 1 });
        using Trainer<Bigram> partsTrainer = new(parts, new AdamW(), new TrainerOptions { Threads = 1, AccumulationSteps = 2 });
        TrainingStep wholeStep = First(wholeTrainer.Run(new Script(5), steps: 1));
        TrainingStep partsStep = First(partsTrainer.Run(new Script(3, 2), steps: 1));

        Assert.Equal(wholeStep.Loss, partsStep.Loss, 1e-6);
        Assert.Equal(wholeStep.GradientNorm, partsStep.GradientNorm, 1e-6);
        Assert.Equal(wholeStep.Tokens, partsStep.Tokens);
        Assert.All(whole.Snapshot().Zip(parts.Snapshot()), static pair => Assert.Equal(pair.First, pair.Second, 2e-5));
    }

    [Fact]
    public void Run_FiniteSource_StartsAgain()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = 0 }, new TrainerOptions { Threads = 1 });
        double[] losses = new double[4];

        foreach (TrainingStep step in trainer.Run(new ConsecutiveWindows(Tokens.AsMemory(0, 121), 12, 5), steps: 4))
        {
            losses[step.Step - 1] = step.Loss;
        }

        Assert.NotEqual(losses[0], losses[1]);
        Assert.Equal(losses[..2], losses[2..]);
    }

    [Fact]
    public void Run_Cancelled_StopsBetweenSteps()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        using CancellationTokenSource cancellation = new();

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (TrainingStep step in trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps: 100, cancellation.Token))
            {
                if (step.Step == 3)
                {
                    cancellation.Cancel();
                }
            }
        });
        Assert.Equal(3, trainer.Step);
    }

    [Fact]
    public void Run_DivergedGradient_NamesStepAndParameter()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 2 });
        RandomWindows source = new(Tokens, 12, 5, 1);
        _ = First(trainer.Run(source, steps: 5));
        float[] before = model.Snapshot();
        ((BigramTraining)trainer.Session).Breaks = true;

        Assert.Equal(Bigram.Bias, Assert.Throws<NonFiniteGradientException>(() => First(trainer.Run(source, steps: 9))).Parameter);
        Assert.Equal(before, model.Snapshot());
        ((BigramTraining)trainer.Session).Breaks = false;
        Assert.Equal(2, First(trainer.Run(source, steps: 9)).Step);
    }

    [Fact]
    public void Run_NoLabelsOrNoBatches_SaysSo()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });

        Assert.Contains("every label", Assert.Throws<InvalidOperationException>(() => First(trainer.Run(new Script(-2), steps: 1))).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<InvalidOperationException>(() => First(trainer.Run(new Script(), steps: 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => trainer.Evaluate(new Script()));
    }

    [Fact]
    public void Evaluate_EndlessSource_NeedsALimit()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        RandomWindows source = new(Tokens, 12, 5, 1);

        Assert.Contains("endless", Assert.Throws<ArgumentException>(() => trainer.Evaluate(source)).Message, StringComparison.Ordinal);
        Assert.InRange(trainer.Evaluate(source, limit: 3), 1, 10);
    }

    [Fact]
    public void Run_NegativeSteps_IsAnErrorAtTheCall()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        RandomWindows source = new(Tokens, 12, 5, 1);

        Assert.Equal("steps", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Run(source, -1)).ParamName);
        Assert.False(trainer.Run(source, steps: 0).GetEnumerator().MoveNext());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Evaluate_NoBatches_NamesTheLimit(int limit)
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        ConsecutiveWindows source = new(Tokens, 12, 5);

        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Evaluate(source, limit)).ParamName);
    }

    [Fact]
    public void Evaluate_AfterAWrite_SeesTheNewParameters()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            model.Write(info.Name, new float[info.Count]);
        }

        Assert.Equal(Math.Log(Bigram.Vocabulary), trainer.Evaluate(new ConsecutiveWindows(Tokens, 12, 5)), 1e-6);
    }

    [Fact]
    public void Constructor_SharedWorkers_AreNotDisposed()
    {
        using Workers workers = new(2);
        using Bigram model = Bigram.Initialize(1);
        new Trainer<Bigram>(model, new AdamW(), new TrainerOptions { Workers = workers }).Dispose();
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Workers = workers });

        Assert.Same(workers, trainer.Workers);
        Assert.Equal(1, First(trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps: 1)).Step);
        Assert.Throws<ArgumentException>(() => new Trainer<Bigram>(model, new AdamW { Beta1 = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Bigram>(model, new AdamW(), new TrainerOptions { AccumulationSteps = 0 }));
    }

    [Theory]
    [InlineData(-1, "-1")]
    [InlineData(20_000, "'1024'")]
    public void Constructor_WrongNumberOfThreads_NamesItAndTheLimit(int threads, string message)
    {
        using Bigram model = Bigram.Initialize(1);
        TrainerOptions options = new() { Threads = threads };

        Assert.Contains(
            message,
            Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Bigram>(model, new AdamW(), options)).Message,
            StringComparison.Ordinal);
    }

    private static TrainingStep First(TrainingRun run)
    {
        foreach (TrainingStep step in run)
        {
            return step;
        }

        throw new InvalidOperationException("no step");
    }

    /// <summary>Batches with these numbers of sequences, negative ones without labels, all from the start of the text.</summary>
    private sealed class Script(params int[] sequences) : IBatchSource
    {
        private int _batch;
        private int _position;

        public bool Fill(Batch batch)
        {
            if (_batch == sequences.Length)
            {
                return false;
            }

            for (int sequence = 0; sequence < Math.Abs(sequences[_batch]); sequence++)
            {
                int[] labels = sequences[_batch] > 0 ? Tokens[(_position + 1)..(_position + 13)] : [.. Enumerable.Repeat(-1, 12)];
                batch.Add(Tokens.AsSpan(_position, 12), labels);
                _position += 12;
            }

            _batch++;

            return true;
        }

        public void Restart()
        {
            _batch = 0;
            _position = 0;
        }

        public byte[] SaveState() => throw new NotSupportedException();

        public void RestoreState(ReadOnlySpan<byte> state) => throw new NotSupportedException();
    }

    private static float[] Values(Bigram model) => [.. model.Description.Parameters.SelectMany(info =>
    {
        float[] values = new float[info.Count];
        model.Read(info.Name, values);

        return values;
    })];

    private static void Take(Trainer<Bigram> trainer, IBatchSource source)
    {
        foreach (TrainingStep _ in trainer.Run(source, trainer.Step + 1))
        {
        }
    }

    /// <summary>A source that does something else while it fills a batch.</summary>
    private sealed class CallingSource(Action call) : IBatchSource
    {
        private readonly RandomWindows _windows = new(Tokens, 12, 5, 1);

        public bool IsEndless => true;

        public bool Fill(Batch batch)
        {
            call();

            return _windows.Fill(batch);
        }

        public void Restart() => _windows.Restart();

        public byte[] SaveState() => _windows.SaveState();

        public void RestoreState(ReadOnlySpan<byte> state) => _windows.RestoreState(state);
    }
}
