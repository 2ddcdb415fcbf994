using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Weft.Stress.Soaking;

/// <summary>What a process has at a moment, without a collection before it.</summary>
/// <param name="Megabytes">Memory that it has of the system.</param>
/// <param name="ArenaMegabytes">Of it, arenas.</param>
/// <param name="Handles">Open files; 0 where the system does not say.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Milliseconds">The median time of the texts since the moment before; not a number without any.</param>
internal sealed record SoakSample(double Megabytes, double ArenaMegabytes, double Handles, double Threads, double Milliseconds)
{
    private const string Descriptors = "/proc/self/fd";
    private const double Megabyte = 1 << 20;

    /// <summary>Looks.</summary>
    /// <param name="times">Milliseconds of texts.</param>
    public static SoakSample Take(double[] times)
    {
        using Process process = Process.GetCurrentProcess();
        Array.Sort(times);

        return new SoakSample(
            process.WorkingSet64 / Megabyte,
            NativeArena.ReservedBytes / Megabyte,
            Directory.Exists(Descriptors) ? Directory.EnumerateFileSystemEntries(Descriptors).Count() : 0,
            process.Threads.Count,
            times.Length == 0 ? double.NaN : times[times.Length / 2]);
    }
}
