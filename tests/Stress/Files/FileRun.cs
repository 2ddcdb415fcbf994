using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Stress.Running;

namespace Weft.Stress.Files;

/// <summary>
/// Changed files of every kind: their readers take them or refuse them with the exception that they document, soon, and without taking the
/// memory that a damaged number announces.
/// </summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class FileRun(StressOptions options, StressReport report)
{
    private const int SpareBytes = 4_000_000;

    // Far more than any of them takes, for a machine may be busy.
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(10);

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("weft-files");

        try
        {
            IReadOnlyList<FileKind> kinds = FileKinds.Create(folder.FullName);
            long[] right = [.. kinds.Select(static kind => Read(kind, kind.Bytes).Allocated)];
            report.Say($"files: {kinds.Count} kinds");

            for (int seed = options.Seed; report.GoesOn; seed++)
            {
                Random random = new(seed);
                int kind = random.Next(kinds.Count);
                report.Add(seed, Check(kinds[kind], right[kind], random));
            }

            return report.Finish();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Outcome Check(FileKind kind, long right, Random random)
    {
        byte[] bytes = FileChanges.Apply(kind.Bytes, random);
        long most = (2 * (right + bytes.Length)) + SpareBytes;

        try
        {
            (bool isTaken, long allocated, TimeSpan time) = Read(kind, bytes);
            string? problem =
                isTaken && kind.IsSealed && HasSeal(bytes) && !bytes.AsSpan().SequenceEqual(kind.Bytes) ? "was changed, and taken"
                : allocated > most ? string.Create(CultureInfo.InvariantCulture, $"took {allocated:N0} bytes of memory, and not {most:N0}")
                : time > LongestTime ? string.Create(CultureInfo.InvariantCulture, $"took {time.TotalSeconds:0.0} s")
                : null;

            return problem is null
                ? new Outcome(Verdict.Passed, "", (double)allocated / most)
                : new Outcome(Verdict.Failed, $"{kind.Name} of {bytes.Length} bytes {problem}", 0);
        }
        catch (Exception exception)
        {
            return new Outcome(Verdict.Failed, $"{kind.Name} of {bytes.Length} bytes: {exception}", 0);
        }
        finally
        {
            // The next case may be of another file beside this one.
            File.WriteAllBytes(kind.Path, kind.Bytes);
        }
    }

    // Without a trace of its checksum a file is one of a program that has changed it, and said so.
    private static bool HasSeal(ReadOnlySpan<byte> bytes) => bytes.IndexOf("weft.checksum"u8) >= 0 || bytes.IndexOf("weft-crc32c:"u8) >= 0;

    // Every reader documents exceptions that are IOExceptions.
    private static (bool IsTaken, long Allocated, TimeSpan Time) Read(FileKind kind, byte[] bytes)
    {
        File.WriteAllBytes(kind.Path, bytes);
        long start = Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isTaken = true;

        try
        {
            kind.Read();
        }
        catch (IOException)
        {
            isTaken = false;
        }

        return (isTaken, GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(start));
    }
}
