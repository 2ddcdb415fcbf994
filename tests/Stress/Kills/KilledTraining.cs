using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>The process is killed, and another one goes on from what it has left.</summary>
internal sealed class KilledTraining : IFault
{
    private const int Kills = 5;
    private const int MostSaves = 8;

    private int _killed;
    private int _whileSaving;

    /// <inheritdoc/>
    public string Name => "a process that is killed";

    /// <inheritdoc/>
    public string? Remark => $"{_killed} processes were killed, {_whileSaving} of them in the middle of a file";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        for (int kill = 0; kill < Kills; kill++)
        {
            using ChildProcess process = ChildProcess.Start(training.In(folder, random.Next(1, 3)).Arguments);

            if (random.Next(2) == 0 ? process.KillAfter(random.NextDouble() * training.Time) : KillWhileSaving(process, folder, random))
            {
                _killed++;
                _whileSaving += Directory.GetFiles(folder, "*.partial").Length > 0 ? 1 : 0;
            }
            else if (process.Finish() is string problem)
            {
                return Outcome.Fail(problem);
            }
        }

        return Resume(training.In(folder, random.Next(1, 3)), training);
    }

    // Within the first millisecond of a save, or soon after it.
    private static bool KillWhileSaving(ChildProcess process, string folder, Random random)
    {
        HashSet<string> seen = [];

        for (int saves = random.Next(1, MostSaves); seen.Count < saves && !process.HasExited;)
        {
            seen.UnionWith(Directory.EnumerateFiles(folder, "*.partial"));
        }

        SpinWait.SpinUntil(static () => false, TimeSpan.FromMilliseconds(random.NextDouble()));

        return process.KillAfter(TimeSpan.Zero);
    }

    /// <summary>Lets a training go on to its end undisturbed, and says whether that is the right one.</summary>
    public static Outcome Resume(TrainingChild child, Undisturbed training)
    {
        using ChildProcess process = ChildProcess.Start(child.Arguments);

        return Outcome.Of(process.Finish() ?? training.Differs(child.Path));
    }
}
