using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading;
using Weft.Runtime.Tests;
using Xunit;
using Xunit.Abstractions;
using static System.FormattableString;

namespace Weft.Distributed.Tests;

/// <summary>What fails in one rank ends all of them: with the same message, soon, and with the files as they were.</summary>
public sealed class FailureTests(ITestOutputHelper output)
{
    [Theory]
    [MpiData("mpich", "other-options", "Rank 1: it has adamw.beta1 = 0.8, and rank 0 has adamw.beta1 = 0.9; all ranks run the same program with the same options.")]
    [MpiData("mpich", "other-rate", "Rank 1: it has learning rate of step 1 = 0.001, and rank 0 has learning rate of step 1 = 0.0003")]
    [MpiData("mpich", "other-data", "Rank 1: it draws its batches from other data than rank 0, in other batches, or from another place.")]
    public void RanksDiffer_EveryRankSaysTheSame(string implementation, string failure, string message)
    {
        using TemporaryFolder folder = new();
        using MpiJob job = MpiJob.Run(implementation, 2, failure, folder["checkpoint"], "10", "2");

        Assert.NotEqual(0, job.ExitCode);
        Assert.Contains($"rank 0 of 2: RankFailureException: {message}", job.Output, StringComparison.Ordinal);
        Assert.Contains($"rank 1 of 2: RankFailureException: {message}", job.Output, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [MpiData("mpich")]
    [MpiData("openmpi")]
    public void OneRankLeaves_TheOthersSayWho(string implementation)
    {
        using TemporaryFolder folder = new();
        using MpiJob job = MpiJob.Run(implementation, 3, "leave", folder["checkpoint"], "1000000", "3");

        Assert.NotEqual(0, job.ExitCode);
        Assert.Contains("rank 1 of 3: OperationCanceledException: had enough", job.Output, StringComparison.Ordinal);
        Assert.Contains("rank 0 of 3: RankFailureException: Rank 1: it has left the training before the others.", job.Output, StringComparison.Ordinal);
        Assert.Contains("rank 2 of 3: RankFailureException: Rank 1: it has left the training before the others.", job.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MpiData("mpich")]
    public void NotANumberInOneRank_IsTheSameFailureInAll_AndTheCheckpointLoads(string implementation)
    {
        using TemporaryFolder folder = new();
        using MpiJob job = MpiJob.Run(implementation, 2, "not-a-number", folder["checkpoint"], "10", "2");

        Assert.NotEqual(0, job.ExitCode);
        Match first = Message("rank 0 of 2: (NonFiniteGradientException: Step 3: the gradient of .*)").Match(job.Output);
        Assert.True(first.Success, job.Output);
        Assert.Contains($"rank 1 of 2: {first.Groups[1].Value}", job.Output, StringComparison.Ordinal);
        Assert.Equal(3, StepOf(folder["checkpoint"], accumulation: 2));
    }

    // A full disk and a limit of the system are one to who writes, and a process can give itself the latter.
    [Theory]
    [MpiData("mpich")]
    public void FirstRankCannotWrite_EveryRankSaysSo_AndTheFileIsAsItWas(string implementation)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["checkpoint"], "what was there");
        using MpiJob job = MpiJob.Run(implementation, 2, "no-space", folder["checkpoint"], "4", "2");

        Assert.NotEqual(0, job.ExitCode);
        string message = $"RankFailureException: Rank 0: {folder["checkpoint"]} could not be written; if it existed, it is unchanged. ";
        Assert.Contains($"rank 0 of 2: {message}", job.Output, StringComparison.Ordinal);
        Assert.Contains($"rank 1 of 2: {message}", job.Output, StringComparison.Ordinal);
        Assert.Equal("what was there", File.ReadAllText(folder["checkpoint"]));
        Assert.Equal(["checkpoint"], folder.Files);
    }

    [Theory]
    [MpiData("mpich")]
    public void NoCheckpointOnTheFirstRank_EveryRankSaysSo(string implementation)
    {
        using TemporaryFolder folder = new();
        using MpiJob job = MpiJob.Run(implementation, 2, "resume", folder["missing"], "4", "2");

        Assert.NotEqual(0, job.ExitCode);
        Assert.Contains($"rank 1 of 2: RankFailureException: Rank 0: Could not find file '{folder["missing"]}'.", job.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MpiData("mpich")]
    public void MoreRanksThanBatches_IsRefused(string implementation)
    {
        using TemporaryFolder folder = new();
        using MpiJob job = MpiJob.Run(implementation, 2, "train", folder["checkpoint"], "4", "1");

        Assert.NotEqual(0, job.ExitCode);
        Assert.Contains("rank 0 of 2: ArgumentException: 2 ranks have 1 batches a step to share; AccumulationSteps", job.Output, StringComparison.Ordinal);
    }

    // As often as WEFT_KILLS says, at moments that WEFT_SEED draws, or the time.
    [Theory]
    [MpiData("mpich")]
    [MpiData("openmpi")]
    public void RankIsKilled_TheJobEnds_AndTheCheckpointLoads(string implementation)
    {
        int kills = (int)(NumberOf("WEFT_KILLS") ?? 1);
        int seed = (int)(NumberOf("WEFT_SEED") ?? Environment.TickCount);
        TimeSpan longest = TimeSpan.Zero;

        for (int kill = 0; kill < kills; kill++)
        {
            Random random = new(seed + kill);
            TimeSpan time = Kill(implementation, rank: random.Next(2), TimeSpan.FromMilliseconds(random.Next(400)), $"seed {seed}, kill {kill}");
            longest = time > longest ? time : longest;
        }

        output.WriteLine(Invariant($"{implementation}: {kills} kills of seed {seed}; the longest job ended {longest.TotalSeconds:F1} s after its kill"));
    }

    private static TimeSpan Kill(string implementation, int rank, TimeSpan after, string repeat)
    {
        using TemporaryFolder folder = new();
        using MpiJob job = MpiJob.Start(implementation, 2, "endless", folder["checkpoint"], "0", "2");
        job.WaitFor("rank 0 of 2: saved");
        job.WaitFor("rank 1 of 2: saved");
        Thread.Sleep(after);
        int process = int.Parse(Message($"rank {rank} of 2: process ([0-9]+)").Match(job.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Process.GetProcessById(process).Kill();
        Stopwatch watch = Stopwatch.StartNew();
        job.WaitForExit(TimeSpan.FromSeconds(30));
        TimeSpan time = watch.Elapsed;

        Assert.True(job.ExitCode != 0, repeat);
        Assert.True(Message("bad termination|exited on signal 9").IsMatch(job.Output), $"{repeat}: {job.Output}");
        Assert.True(StepOf(folder["checkpoint"], accumulation: 2) % 5 == 0, repeat);

        return time;
    }

    private static long? NumberOf(string variable) =>
        Environment.GetEnvironmentVariable(variable) is string text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private static long StepOf(string checkpoint, int accumulation)
    {
        using Chorus model = Chorus.Initialize(2);
        using Trainer<Chorus> trainer = new(
            model, Recipe.Optimizer, new TrainerOptions { Threads = 1, Seed = 7, AccumulationSteps = accumulation });
        trainer.Resume(checkpoint, Recipe.Batches());

        return trainer.Step;
    }

    private static Regex Message(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
