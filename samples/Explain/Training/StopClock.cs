using System;

namespace Weft.Samples;

/// <summary>How long something takes where nothing else is in its way.</summary>
internal static class StopClock
{
    /// <summary>Seconds of processor time, of all threads: the same beside other work, as far as that does not push it out of the caches.</summary>
    /// <param name="repetitions">Times that are taken, after one that is not; the least of them counts, for whatever else happens adds to it.</param>
    /// <param name="work">What is timed.</param>
    public static double Processor(int repetitions, Action work)
    {
        work();
        double best = double.PositiveInfinity;

        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            work();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
        }

        return best;
    }
}
