using System;
using System.IO;
using System.Linq;
using System.Threading;

namespace Weft.Stress.Sessions;

/// <summary>What the process holds.</summary>
/// <param name="ArenaBytes">Bytes of arenas that are not freed.</param>
/// <param name="Threads">Threads of Weft's.</param>
/// <param name="Handles">Open files; 0 where the system does not say.</param>
/// <param name="ResidentBytes">Memory that it has of the system.</param>
internal sealed record ProcessLevel(long ArenaBytes, int Threads, int Handles, long ResidentBytes)
{
    private const int Looks = 20;
    private const int BetweenLooks = 50;

    // Threads of the system's without a name have that of the program, which begins with Weft as well.
    private static readonly string[] ThreadNames = ["Weft worker", "Weft.Serving"];

    private const string Tasks = "/proc/self/task";
    private const string Descriptors = "/proc/self/fd";

    /// <summary>Looks, once everything is collected that nobody holds.</summary>
    public static ProcessLevel Take()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return new ProcessLevel(NativeArena.ReservedBytes, CountThreads(), CountHandles(), Environment.WorkingSet);
    }

    /// <summary>What is above an earlier level, and stays there; null where nothing is.</summary>
    public static string? FindAbove(ProcessLevel start)
    {
        string? above = Take().Above(start);

        // The system's pool and the runtime have files and threads for a moment.
        for (int look = 0; look < Looks && above is not null; look++)
        {
            Thread.Sleep(BetweenLooks);
            above = Take().Above(start);
        }

        return above;
    }

    private string? Above(ProcessLevel start) =>
        this.ArenaBytes > start.ArenaBytes ? $"{this.ArenaBytes - start.ArenaBytes} bytes of arenas are left"
        : this.Threads > start.Threads ? $"{this.Threads - start.Threads} threads are left"
        : this.Handles > start.Handles ? $"{this.Handles - start.Handles} open files are left"
        : null;

    private static int CountHandles() => Directory.Exists(Descriptors) ? Directory.GetFileSystemEntries(Descriptors).Length : 0;

    // Those of the system's pool come and go.
    private static int CountThreads() => Directory.Exists(Tasks) ? Directory.GetDirectories(Tasks).Count(IsOfWeft) : 0;

    private static bool IsOfWeft(string task)
    {
        try
        {
            string name = File.ReadAllText(Path.Combine(task, "comm"));

            return ThreadNames.Any(start => name.StartsWith(start, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // It has just ended.
            return false;
        }
    }
}
