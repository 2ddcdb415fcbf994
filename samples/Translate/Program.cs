using System;

namespace Weft.Samples;

/// <summary>The console around <see cref="Application"/>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        using StopSignal stop = new();
        bool interactive = !Console.IsInputRedirected && !Console.IsOutputRedirected;

        return new Application(new Terminal(Console.In, Console.Out, Console.Error, ProgressDisplay.ForConsole(), interactive), stop.Token).Run(arguments);
    }
}
