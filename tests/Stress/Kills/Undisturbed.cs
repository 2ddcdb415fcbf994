using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Weft.Stress.Kills;

/// <summary>A training to which nothing happens.</summary>
internal sealed class Undisturbed
{
    /// <summary>Steps that it takes.</summary>
    public const int Steps = 40;

    private const int Seed = 1;

    private readonly byte[] _bytes;

    /// <summary>Trains, once to the end, and once more in a process to see how long that takes.</summary>
    /// <param name="folder">An empty folder.</param>
    public Undisturbed(string folder)
    {
        TrainingChild child = this.In(folder, threads: 1);
        child.Run();
        _bytes = File.ReadAllBytes(child.Path);
        File.Delete(child.Path);
        long start = Stopwatch.GetTimestamp();
        using ChildProcess process = ChildProcess.Start(child.Arguments);

        if ((process.Finish() ?? this.Differs(child.Path)) is string problem)
        {
            throw new InvalidOperationException($"An undisturbed training in another process {problem}");
        }

        this.Time = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>How long one takes in a process of its own.</summary>
    public TimeSpan Time { get; }

    /// <summary>Bytes of its checkpoint.</summary>
    public int Bytes => _bytes.Length;

    /// <summary>The same training, to be disturbed.</summary>
    /// <param name="folder">Where it saves.</param>
    /// <param name="threads">Threads.</param>
    public TrainingChild In(string folder, int threads) => new(Path.Combine(folder, "checkpoint"), Steps, Seed, threads);

    /// <summary>What is wrong with the checkpoint of one that was disturbed, and with its folder; null where nothing is.</summary>
    public string? Differs(string path)
    {
        string[] files = [.. Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!).Select(static file => Path.GetFileName(file))];

        return !File.ReadAllBytes(path).AsSpan().SequenceEqual(_bytes) ? "has other bits than an undisturbed one"
            : files.Length > 1 ? $"left {string.Join(", ", files)}"
            : null;
    }
}
