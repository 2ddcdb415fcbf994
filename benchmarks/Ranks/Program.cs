using System;
using System.Globalization;
using Weft.Distributed;

namespace Weft.Ranks;

/// <summary>
/// Measures what messages, additions and a step cost between two ranks on this machine, and computes from that what a step takes with up to
/// 1,024 of them: mpirun -n 2 dotnet run -c Release --project benchmarks/Ranks [-- MICROSECONDS GIGABITS].
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        using MpiRanks ranks = MpiRanks.Start();

        if (ranks.Count != 2 || arguments.Length is not (0 or 2))
        {
            Print(ranks, "usage: mpirun -n 2 dotnet run -c Release --project benchmarks/Ranks [-- MICROSECONDS GIGABITS]");
            Print(ranks, "The numbers, the latency of a message and the bits a second of a network, take the place of those between the two ranks.");

            return 2;
        }

        Constants constants = Measuring.Measure(ranks);

        if (arguments.Length == 2)
        {
            constants = constants with { Latency = Number(arguments[0]) * 1e-6, Bandwidth = Number(arguments[1]) * 1e9 / 8 };
        }

        Print(ranks, constants.ToString());

        foreach (SimulatedModel model in SimulatedModel.All)
        {
            Print(ranks, string.Empty);
            Print(ranks, model.ToString());
            Print(ranks, StepTime.Heading);

            foreach (int count in (ReadOnlySpan<int>)[1, 2, 8, 64, 256, 1024])
            {
                Print(ranks, StepTime.Of(constants, model, count).ToString());
            }
        }

        return 0;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Print(MpiRanks ranks, string line)
    {
        if (ranks.IsFirst)
        {
            Console.WriteLine(line);
        }
    }
}
