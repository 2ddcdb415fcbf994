using System;
using System.Diagnostics;
using Weft.Distributed;

namespace Weft.Ranks;

/// <summary>Measures the constants: the least time of many, for whatever else runs only adds to it.</summary>
internal static unsafe class Measuring
{
    private const int Repetitions = 40;
    private const int Pings = 100;
    private const int BlockBytes = 1 << 18;
    private const int AddedFloats = 1 << 20;

    /// <summary>Measures between two ranks, and on the first of them.</summary>
    public static Constants Measure(MpiRanks ranks)
    {
        double latency = Exchange(ranks, bytes: 1);
        double block = Exchange(ranks, BlockBytes);
        using Shakespeare model = Shakespeare.Initialize(seed: 1);
        using Workers workers = new(threads: 1);
        using TrainingSession session = model.StartTraining(workers);
        using LocalExchange exchange = new(session, parts: 1);
        using OptimizerState optimizer = new(session, new AdamW { LearningRate = 0 }, exchange);
        using NativeArena copies = new(model.Description.CopyFloats);
        IParallelWork refresh = ParameterCopies.PrepareRefresh(model, copies);
        Batch batch = new(model.Description);
        RandomWindows windows = new(new int[1 << 16], Shakespeare.Shape.TrainingLength, Shakespeare.Shape.TrainingSequences, seed: 1);
        double drawing = Least(() => Fill(windows, batch));
        double passes = Least(() => session.Accumulate(batch));
        double updating = Least(() => optimizer.Update(batch.LabelCount, rate: 0));
        double copying = Least(() => workers.Run(refresh));
        double parameters = Shakespeare.ParameterCount;

        return new Constants(
            latency,
            BlockBytes / Math.Max(block - latency, double.Epsilon),
            AddedFloats / Least(AddOnce()),
            parameters / Math.Max(updating - copying, double.Epsilon),
            parameters / copying,
            batch.Target.Rows / drawing,
            Shakespeare.Shape.CountTrainingOperations(batch.Target.Rows, Shakespeare.Shape.TrainingLength) / passes);
    }

    private static void Fill(RandomWindows windows, Batch batch)
    {
        batch.Clear();
        _ = windows.Fill(batch);
    }

    private static Action AddOnce()
    {
        NativeArena sums = new(AddedFloats);
        NativeArena gradients = new(AddedFloats);

        return () =>
        {
            GradientSum.Add(sums.Pointer, gradients.Pointer, AddedFloats, isFirst: false);
            GC.KeepAlive(gradients);
        };
    }

    // Half of the way there and back.
    private static double Exchange(MpiRanks ranks, int bytes)
    {
        using NativeArena buffer = new((nuint)(bytes / sizeof(float)) + 1);
        int other = 1 - ranks.Rank;

        void PingPong()
        {
            for (int ping = 0; ping < Pings; ping++)
            {
                if (ranks.IsFirst)
                {
                    ranks.Messenger.SendAll(buffer.Pointer, bytes, other);
                }

                ranks.Messenger.ReceiveAll(buffer.Pointer, bytes, other);

                if (!ranks.IsFirst)
                {
                    ranks.Messenger.SendAll(buffer.Pointer, bytes, other);
                }
            }
        }

        return Least(() => ranks.Thread.Run(PingPong)) / (2 * Pings);
    }

    private static double Least(Action action)
    {
        double least = double.PositiveInfinity;

        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return least;
    }
}
