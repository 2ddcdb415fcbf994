using System;
using System.Runtime.InteropServices;

namespace Weft.Distributed.Tests;

/// <summary>What goes wrong in one rank, or in all.</summary>
internal static partial class Failures
{
    /// <summary>Saves every few steps until somebody ends it.</summary>
    public static void SaveForEver(MpiRanks ranks, string path, int accumulation)
    {
        using Chorus model = Chorus.Initialize(1);
        using Trainer<Chorus> trainer = Create(model, ranks, accumulation);
        IBatchSource batches = Recipe.Batches();
        RankProgram.Print(ranks, $"process {Environment.ProcessId}");

        for (long steps = 5; ; steps += 5)
        {
            TrainingRun.Enumerator run = trainer.Run(batches, steps).GetEnumerator();

            while (run.MoveNext())
            {
            }

            trainer.Save(path, batches);

            if (steps == 5)
            {
                RankProgram.Print(ranks, "saved");
            }
        }
    }

    /// <summary>One of the failures by its name.</summary>
    public static void Run(string name, MpiRanks ranks, string path, long steps, int accumulation)
    {
        bool isOther = ranks.Rank == 1;
        using Chorus model = Chorus.Initialize(1);
        AdamW optimizer = name == "other-options" && isOther ? Recipe.Optimizer with { Beta1 = 0.8 } : Recipe.Optimizer;
        optimizer = name == "other-rate" && isOther ? optimizer with { LearningRate = 1e-3 } : optimizer;
        using Trainer<Chorus> trainer = Create(model, ranks, accumulation, optimizer);
        IBatchSource batches = Recipe.Batches(name == "other-data" && isOther ? 6 : 5);

        if (name == "resume")
        {
            trainer.Resume(path, batches);
        }

        foreach (TrainingStep step in trainer.Run(batches, steps))
        {
            if (step.Step == 3 && name == "leave" && isOther)
            {
                throw new OperationCanceledException("had enough");
            }

            if (step.Step == 3 && name == "not-a-number" && isOther)
            {
                model.Write("decoder.layers.1.feed_forward.up.bias", [.. new float[127], float.NaN]);
            }

            if (step.Step == 3 && name == "no-space" && ranks.IsFirst)
            {
                LimitFiles(bytes: 4096);
            }

            if (step.Step == 3 && name is "not-a-number" or "no-space")
            {
                trainer.Save(path, batches);
            }
        }
    }

    // RLIMIT_FSIZE: the size of each file that this process writes.
    private static void LimitFiles(long bytes)
    {
        const int FileSize = 1;
        const PosixSignal TooLarge = (PosixSignal)25;

        // Who ignores the signal gets an error in its place.
        _ = PosixSignalRegistration.Create(TooLarge, static context => context.Cancel = true);

        if (SetLimit(FileSize, [bytes, bytes]) != 0)
        {
            throw new InvalidOperationException("The system sets no limit.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, long[] limits);

    private static Trainer<Chorus> Create(Chorus model, MpiRanks ranks, int accumulation, AdamW? optimizer = null) => new(
        model, optimizer ?? Recipe.Optimizer,
        new TrainerOptions { Threads = 1, Seed = 7, AccumulationSteps = accumulation, Ranks = ranks });
}
