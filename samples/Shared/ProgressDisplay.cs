using System;
using System.IO;
using System.Runtime.CompilerServices;
using Spectre.Console;

namespace Weft.Samples;

/// <summary>Shows how training goes on.</summary>
internal abstract class ProgressDisplay
{
    /// <summary>A live bar on a terminal; lines now and then where the output goes to a file, a pipe or a simple terminal, and in native code.</summary>
    public static ProgressDisplay ForConsole()
    {
        // False in native code, whose compiler knows that and leaves the library out that draws the bar: it would be two of four megabytes.
        bool live = RuntimeFeature.IsDynamicCodeSupported
            && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi && AnsiConsole.Profile.Capabilities.Interactive;

        return live ? new LiveProgress(AnsiConsole.Console) : new PlainProgress(Console.Out);
    }

    /// <summary>Runs <paramref name="work"/> and shows what it reports.</summary>
    /// <param name="start">Steps taken before.</param>
    /// <param name="target">The last step.</param>
    /// <param name="work">Calls its argument after every step.</param>
    public abstract void Show(long start, long target, Action<Action<TrainingState>> work);

    /// <summary>Writes a line while a bar is shown: above it.</summary>
    public abstract void WriteLine(string line);
}

/// <summary>At most some twenty lines a run.</summary>
internal sealed class PlainProgress(TextWriter output) : ProgressDisplay
{
    private const int Lines = 20;

    /// <inheritdoc/>
    public override void Show(long start, long target, Action<Action<TrainingState>> work)
    {
        long interval = (target + Lines - 1) / Lines;

        work(state =>
        {
            if (state.Step % interval == 0 || state.Step == start + 1 || state.Step == target)
            {
                output.WriteLine($"step {state.Step}/{target}  {state}");
            }
        });
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => output.WriteLine(line);
}
