using System;
using System.IO;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>
/// Trainings that save after every step, and what may happen to them, one after another and from the beginning again: each ends with the bits
/// of one to which nothing happened, and with no other file than its checkpoint.
/// </summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class KillRun(StressOptions options, StressReport report)
{
    private readonly KilledTraining _killed = new();

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("weft-kills");

        try
        {
            Undisturbed training = new(folder.CreateSubdirectory("undisturbed").FullName);
            IFault[] faults =
            [
                _killed,
                new InterruptedCalls(),
                new ObstructedSaves(static folder => new FullDisk(folder)),
                new ObstructedSaves(static folder => new ReadOnlyFolder(folder)),
                new ObstructedSaves(static folder => new LimitedSize(folder)),
                new TwoProcesses(),
                new LinkedTarget(),
                new OrderOfCalls(),
            ];

            for (int seed = options.Seed; report.GoesOn; seed++)
            {
                IFault fault = faults[seed % faults.Length];
                DirectoryInfo own = folder.CreateSubdirectory($"{seed}");
                Outcome outcome = Check(fault, training, own.FullName, new Random(seed));
                own.Delete(recursive: true);
                report.Add(seed, outcome with { Detail = $"{fault.Name}: {outcome.Detail}" });
            }

            report.Say($"kills: {_killed.Killed} processes were killed, {_killed.KilledWhileSaving} of them in the middle of a file");

            return report.Finish();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Outcome Check(IFault fault, Undisturbed training, string folder, Random random)
    {
        try
        {
            return fault.Check(training, folder, random);
        }
        catch (Exception exception)
        {
            return Outcome.Fail(exception.ToString());
        }
    }
}
