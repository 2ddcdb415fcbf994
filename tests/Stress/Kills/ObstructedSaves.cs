using System;
using System.IO;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>Something keeps a training from saving for a while: it says so, what it saved before stays as it was, and it goes on.</summary>
/// <param name="create">What that is, in a folder.</param>
internal sealed class ObstructedSaves(Func<string, Obstacle> create) : IFault
{
    /// <inheritdoc/>
    public string Name { get; } = create(string.Empty).Name;

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        using Obstacle obstacle = create(folder);

        if (obstacle.Prepare(training.Bytes) is string reason)
        {
            return Outcome.Skip(reason);
        }

        TrainingChild whole = training.In(folder, threads: 1);
        (whole with { Steps = random.Next(1, whole.Steps) }).Run();
        byte[] before = File.ReadAllBytes(whole.Path);
        obstacle.Put(random);
        using ChildProcess process = ChildProcess.Start(whole.Arguments, obstacle.Under);

        if (!process.WaitForFailure())
        {
            return Outcome.Fail($"saved, or did not say that it could not: {process.Output}");
        }

        if (!File.ReadAllBytes(whole.Path).AsSpan().SequenceEqual(before))
        {
            return Outcome.Fail($"what was saved before is not unchanged: {process.Output}");
        }

        obstacle.Remove(process.Id);
        string? problem = process.Finish()
            ?? (process.Output.Contains(obstacle.Message, StringComparison.Ordinal) ? null : $"said nothing of '{obstacle.Message}': {process.Output}");

        obstacle.Clear();

        return Outcome.Of(problem ?? training.Differs(whole.Path));
    }
}
