using System;
using System.Globalization;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>
/// The system's calls of a save, of which one is the process's last, or fails as it does on a disk that is full or broken: every call once, by
/// strace.
/// </summary>
internal sealed class InterruptedCalls : IFault
{
    private static readonly string[] Calls = ["pwrite64", "fsync", "rename", "flock", "fchmod", "unlink"];

    private static readonly string[] Errors = ["signal=KILL", "error=ENOSPC", "error=EIO"];

    /// <inheritdoc/>
    public string Name => "a call of the system that is the last, or fails";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        if (ChildProcess.Command("strace", "-qq", "-o", "/dev/null", "true") is string reason)
        {
            return Outcome.Skip(reason);
        }

        string call = Calls[random.Next(Calls.Length)];
        string fault = string.Create(CultureInfo.InvariantCulture, $"{call}:{Errors[random.Next(Errors.Length)]}:when={random.Next(1, 2 * Undisturbed.Steps)}");
        TrainingChild child = training.In(folder, threads: 1);

        using (ChildProcess process = ChildProcess.Start(child.Arguments, "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={fault}"))
        {
            if (process.Finish() is string problem && !fault.Contains("KILL", StringComparison.Ordinal))
            {
                return Outcome.Fail($"with {fault}: {problem}");
            }
        }

        Outcome outcome = KilledTraining.Resume(child, training);

        return outcome.Verdict == Verdict.Failed ? Outcome.Fail($"after {fault}: {outcome.Detail}") : outcome;
    }
}
