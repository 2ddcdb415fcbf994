using System;
using System.Globalization;
using System.IO;

namespace Weft.Distributed.Tests;

/// <summary>What mpirun starts: a training whose every failure is one line.</summary>
internal static class RankProgram
{
    private static int Main(string[] arguments)
    {
        try
        {
            using MpiRanks ranks = MpiRanks.Start();

            try
            {
                Run(ranks, arguments);

                return 0;
            }
            catch (Exception exception) when (exception is IOException or ArithmeticException or ArgumentException or OperationCanceledException)
            {
                Print(ranks, $"{exception.GetType().Name}: {exception.Message}");

                return 1;
            }
        }
        catch (MpiException exception)
        {
            Console.WriteLine(exception.Message);

            return 2;
        }
    }

    private static void Run(MpiRanks ranks, string[] arguments)
    {
        string path = arguments[1];
        long steps = long.Parse(arguments[2], CultureInfo.InvariantCulture);
        int accumulation = int.Parse(arguments[3], CultureInfo.InvariantCulture);

        switch (arguments[0])
        {
            case "train":
                Train<Chorus>(ranks, path, steps, accumulation, Recipe.Optimizer, averageDecay: null);
                break;
            case "train-part":
                Train<Verse>(ranks, path, steps, accumulation, Recipe.Optimizer, averageDecay: null);
                break;
            case "train-stored":
                Train<Chorus>(ranks, path, steps, accumulation, Recipe.Stored, averageDecay: null);
                break;
            case "train-muon":
                Train<Chorus>(ranks, path, steps, accumulation, Recipe.Muon, averageDecay: 0.9);
                break;
            case "train-average":
                Train<Verse>(ranks, path, steps, accumulation, Recipe.Momentum, averageDecay: 0.9);
                break;
            case "endless":
                Failures.SaveForEver(ranks, path, accumulation);
                break;
            default:
                Failures.Run(arguments[0], ranks, path, steps, accumulation);
                break;
        }
    }

    private static void Train<TModel>(MpiRanks ranks, string path, long steps, int accumulation, Optimizer optimizer, double? averageDecay)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        // Other parameters on every rank: those of the first count.
        using TModel model = ModelFactory.Initialize<TModel>((ulong)(1 + ranks.Rank));
        TrainerOptions options = new() { Threads = 1, Seed = 7, AccumulationSteps = accumulation, Ranks = ranks, AverageDecay = averageDecay };
        using Trainer<TModel> trainer = new(model, optimizer, options);
        using EarlyStopping? stopping = averageDecay is null ? null : new(trainer, patience: 3);
        IBatchSource batches = Recipe.Batches();

        if (File.Exists(path))
        {
            trainer.Resume(path, batches);
        }

        TrainingStep last = default;
        long before = 0;

        foreach (TrainingStep step in trainer.Run(batches, steps))
        {
            last = step;
            before = step.Step == steps - 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        double loss = Recipe.Evaluate(trainer, stopping);
        trainer.Save(path, batches);
        Print(ranks, string.Create(CultureInfo.InvariantCulture, $"loss {last.Loss:R}, norm {last.GradientNorm:R}, evaluated {loss:R}, tokens {last.Tokens}, allocated {allocated}"));
    }

    internal static void Print(MpiRanks ranks, string text) => Console.WriteLine($"rank {ranks.Rank} of {ranks.Count}: {text}");
}
