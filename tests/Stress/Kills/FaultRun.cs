using System;
using System.Collections.Generic;
using System.IO;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>
/// Trainings, and what may happen to them, one thing after another and from the beginning again: each ends with the bits of one to which nothing
/// happened, and with no other file than its checkpoint.
/// </summary>
/// <param name="faults">What may happen.</param>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class FaultRun(IReadOnlyList<IFault> faults, StressOptions options, StressReport report)
{
    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("weft-faults");

        try
        {
            Undisturbed training = new(folder.CreateSubdirectory("undisturbed").FullName);

            for (int seed = options.Seed; report.GoesOn; seed++)
            {
                IFault fault = faults[seed % faults.Count];
                DirectoryInfo own = folder.CreateSubdirectory($"{seed}");
                Outcome outcome = Check(fault, training, own.FullName, new Random(seed));
                own.Delete(recursive: true);
                report.Add(seed, outcome with { Detail = $"{fault.Name}: {outcome.Detail}" });
            }

            foreach (IFault fault in faults)
            {
                if (fault.Remark is string remark)
                {
                    report.Say(remark);
                }
            }

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
