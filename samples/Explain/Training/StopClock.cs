using System;
using System.Diagnostics;

namespace Weft.Samples;

/// <summary>How long something takes where nothing else is in its way.</summary>
internal static class StopClock
{
    /// <summary>Seconds of processor time, of all threads: the same beside other work, as far as that does not push it out of the caches.</summary>
    public static double Processor(int repetitions, Action work) => Best(repetitions, work, static () => Environment.CpuUsage.TotalTime.TotalSeconds);

    /// <summary>Seconds that pass, which several threads make fewer; of a machine that does nothing else.</summary>
    public static double Elapsed(int repetitions, Action work) => Best(repetitions, work, static () => Stopwatch.GetElapsedTime(0).TotalSeconds);

    // The least of several, after one that is not counted: whatever else the machine does can only add to it.
    private static double Best(int repetitions, Action work, Func<double> clock)
    {
        work();
        double best = double.PositiveInfinity;

        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            double start = clock();
            work();
            best = Math.Min(best, clock() - start);
        }

        return best;
    }
}
