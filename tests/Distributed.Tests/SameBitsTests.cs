using System;
using System.Globalization;
using System.IO;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Distributed.Tests;

/// <summary>Ranks write the checkpoint of one process, byte for byte.</summary>
public sealed class SameBitsTests
{
    [Theory]
    [MpiData("mpich", 2, 2)]
    [MpiData("mpich", 3, 4)]
    [MpiData("openmpi", 2, 2)]
    public void Train_OnRanks_WritesTheCheckpointOfOneProcess(string implementation, int ranks, int accumulation)
    {
        using TemporaryFolder folder = new();
        string expected = Alone<Chorus>(folder["alone"], steps: 200, accumulation);
        using MpiJob job = MpiJob.Run(implementation, ranks, "train", folder["ranks"], "200", Text(accumulation));

        Assert.True(job.ExitCode == 0, job.Output);
        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["ranks"]));

        // The loss, the norm, the evaluation: the same numbers on each rank, and nothing allocated.
        for (int rank = 0; rank < ranks; rank++)
        {
            Assert.Contains($"rank {rank} of {ranks}: {expected}", job.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MpiData("mpich")]
    public void Train_APartOnly_WritesTheCheckpointOfOneProcess(string implementation)
    {
        using TemporaryFolder folder = new();
        _ = Alone<Verse>(folder["alone"], steps: 30, accumulation: 2);
        using MpiJob job = MpiJob.Run(implementation, 2, "train-part", folder["ranks"], "30", "2");

        Assert.True(job.ExitCode == 0, job.Output);
        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["ranks"]));
    }

    // Shares of the average are exchanged with those of the parameters, and the best are kept on every rank.
    [Theory]
    [MpiData("mpich")]
    public void Train_WithMomentumAndAnAverage_WritesTheCheckpointsOfOneProcess(string implementation)
    {
        using TemporaryFolder folder = new();

        foreach (string steps in (ReadOnlySpan<string>)["20", "40"])
        {
            string expected = Alone<Verse>(folder["alone"], long.Parse(steps, CultureInfo.InvariantCulture), 3, Recipe.Momentum, averageDecay: 0.9);
            using MpiJob job = MpiJob.Run(implementation, 3, "train-average", folder["ranks"], steps, "3");

            Assert.True(job.ExitCode == 0, job.Output);
            Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["ranks"]));
            Assert.Contains($"rank 2 of 3: {expected}", job.Output, StringComparison.Ordinal);
        }
    }

    // Two ranks, then three, then one process.
    [Theory]
    [MpiData("mpich")]
    [MpiData("openmpi")]
    public void Resume_WithAnotherNumberOfRanks_GoesOnAsOneProcess(string implementation)
    {
        using TemporaryFolder folder = new();
        _ = Alone<Chorus>(folder["alone"], steps: 60, accumulation: 3);

        foreach ((int ranks, string steps) in (ReadOnlySpan<(int, string)>)[(2, "20"), (3, "40")])
        {
            using MpiJob job = MpiJob.Run(implementation, ranks, "train", folder["ranks"], steps, "3");
            Assert.True(job.ExitCode == 0, job.Output);
        }

        _ = Alone<Chorus>(folder["ranks"], steps: 60, accumulation: 3);
        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["ranks"]));
    }

    // One process, then three ranks, then two: moments of fewer bits are rounded by their place among all, not in a share.
    [Theory]
    [MpiData("mpich")]
    public void Resume_WithStoredMoments_GoesOnAsOneProcess(string implementation)
    {
        using TemporaryFolder folder = new();
        _ = Alone<Chorus>(folder["alone"], steps: 60, accumulation: 3, Recipe.Stored);
        _ = Alone<Chorus>(folder["ranks"], steps: 20, accumulation: 3, Recipe.Stored);

        foreach ((int ranks, string steps) in (ReadOnlySpan<(int, string)>)[(3, "40"), (2, "60")])
        {
            using MpiJob job = MpiJob.Run(implementation, ranks, "train-stored", folder["ranks"], steps, "3");
            Assert.True(job.ExitCode == 0, job.Output);
        }

        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["ranks"]));
    }

    // A rank has whole matrices and their momenta. Resumed by three, then by two.
    [Theory]
    [MpiData("mpich")]
    public void Train_WithMuon_WritesTheCheckpointsOfOneProcess(string implementation)
    {
        using TemporaryFolder folder = new();

        foreach ((int ranks, string steps) in (ReadOnlySpan<(int, string)>)[(3, "20"), (2, "40")])
        {
            string expected = Alone<Chorus>(folder["alone"], long.Parse(steps, CultureInfo.InvariantCulture), 3, Recipe.Muon, averageDecay: 0.9);
            using MpiJob job = MpiJob.Run(implementation, ranks, "train-muon", folder["ranks"], steps, "3");

            Assert.True(job.ExitCode == 0, job.Output);
            Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["ranks"]));
            Assert.Contains($"rank 1 of {ranks}: {expected}", job.Output, StringComparison.Ordinal);
        }
    }

    private static string Alone<TModel>(
        string path, long steps, int accumulation, Optimizer? optimizer = null, double? averageDecay = null)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using TModel model = ModelFactory.Initialize<TModel>(1);
        TrainerOptions options = new() { Threads = 2, Seed = 7, AccumulationSteps = accumulation, AverageDecay = averageDecay };
        using Trainer<TModel> trainer = new(model, optimizer ?? Recipe.Optimizer, options);
        using EarlyStopping? stopping = averageDecay is null ? null : new(trainer, patience: 3);
        IBatchSource batches = Recipe.Batches();

        if (File.Exists(path))
        {
            trainer.Resume(path, batches);
        }

        TrainingStep last = default;

        foreach (TrainingStep step in trainer.Run(batches, steps))
        {
            last = step;
        }

        double loss = Recipe.Evaluate(trainer, stopping);
        trainer.Save(path, batches);

        return string.Create(
            CultureInfo.InvariantCulture,
            $"loss {last.Loss:R}, norm {last.GradientNorm:R}, evaluated {loss:R}, tokens {last.Tokens}, allocated 0");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
