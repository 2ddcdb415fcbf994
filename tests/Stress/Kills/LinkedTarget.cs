using System;
using System.IO;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>The path is a symbolic link: it stays one, and what it leads to is written, there.</summary>
internal sealed class LinkedTarget : IFault
{
    /// <inheritdoc/>
    public string Name => "a symbolic link as the target";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(folder, "elsewhere")).FullName;
        string links = Directory.CreateDirectory(Path.Combine(folder, "links")).FullName;
        TrainingChild child = training.In(links, threads: 1);
        string target = training.In(elsewhere, threads: 1).Path;
        _ = File.CreateSymbolicLink(child.Path, random.Next(2) == 0 ? target : Path.Combine("..", "elsewhere", Path.GetFileName(target)));

        using (ChildProcess process = ChildProcess.Start(child.Arguments))
        {
            _ = process.KillAfter(random.NextDouble() * training.Time);
        }

        using ChildProcess last = ChildProcess.Start(child.Arguments);

        return Outcome.Of(last.Finish()
            ?? (new FileInfo(child.Path).LinkTarget is null ? "is a file where there was a link" : null)
            ?? training.Differs(child.Path)
            ?? training.Differs(target));
    }
}
