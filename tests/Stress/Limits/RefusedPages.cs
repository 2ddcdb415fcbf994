using System;
using Weft.Stress.Kills;
using Weft.Stress.Running;

namespace Weft.Stress.Limits;

/// <summary>A system that gives no large pages, as strace makes it.</summary>
internal sealed class RefusedPages : IFault
{
    /// <inheritdoc/>
    public string Name => "large pages that are refused";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        string[] strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=madvise", "-e", "inject=madvise:error=EINVAL"];

        if (ChildProcess.Command([.. strace, "true"]) is string reason)
        {
            return Outcome.Skip(reason);
        }

        TrainingChild child = training.In(folder, random.Next(1, 3));
        using ChildProcess process = ChildProcess.Start(child.Arguments, strace);

        return Outcome.Of(process.Finish() ?? training.Differs(child.Path));
    }
}
