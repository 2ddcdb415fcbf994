using System;

namespace Weft.Samples;

/// <summary>The console around <see cref="Application"/>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        using StopSignal stop = new();

        return new Application(Console.Out, Console.Error, stop.Token).Run(arguments);
    }
}
