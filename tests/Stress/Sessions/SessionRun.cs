using System;
using System.Diagnostics.Metrics;
using System.IO;
using Weft.Serving;
using Weft.Stress.Running;

namespace Weft.Stress.Sessions;

/// <summary>
/// Threads that create, use, cancel, dispose and misuse models, workers, sessions, trainers and engines that they share: every text that comes
/// is the right one, everything that is thrown is documented, nobody waits for ever, and in the end everything is given back.
/// </summary>
/// <param name="options">What the command asks for.</param>
/// <param name="threads">Threads, with half as many sessions of either kind; null for a few or many, by chance.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class SessionRun(StressOptions options, int? threads, StressReport report)
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("weft-sessions");
        using MeterListener listener = CreateListener();

        try
        {
            Expected expected = new();
            ProcessLevel? start = null;
            long actions = 0;

            for (int seed = options.Seed; report.GoesOn; seed++)
            {
                using Assault assault = new(expected, seed, threads, folder.FullName);
                string? problem = assault.Run(Round);
                actions += assault.Actions;

                if (assault.IsStuck)
                {
                    report.Add(seed, Outcome.Fail(problem!));
                    Environment.Exit(report.Finish());
                }

                assault.Dispose();
                start ??= ProcessLevel.Take() with { ArenaBytes = 0, Threads = 0 };
                report.Add(seed, Outcome.Of(problem ?? ProcessLevel.FindAbove(start)));
            }

            report.Say($"sessions: {actions} actions, {ProcessLevel.Take().ResidentBytes >> 20} MB resident after {start!.ResidentBytes >> 20} MB at the first case's end");

            return report.Finish();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Of all callbacks, the one that is called on an engine's thread.
    private static MeterListener CreateListener()
    {
        MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == Engine.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, value, _, _) => throw new InvalidTimeZoneException($"{value}"));
        listener.Start();

        return listener;
    }
}
