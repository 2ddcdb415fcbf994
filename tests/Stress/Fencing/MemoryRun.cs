using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Conformance;
using Weft.Stress.Running;

namespace Weft.Stress.Fencing;

/// <summary>
/// Runs fenced cases in processes of their own. Of one that has ended at a fence, it finds the kernel in what the runtime says, and the matrix
/// by running the case again with a fence around one of the kernel's matrices at a time.
/// </summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
/// <param name="fault">A matrix that is told to be half as long as it is; null for none.</param>
internal sealed class MemoryRun(StressOptions options, StressReport report, string? fault = null)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();

        if (!FencedBlock.IsSupported)
        {
            report.Add(options.Seed, Outcome.Skip("pages are protected by calls of Linux"));

            return report.Finish();
        }

        string folder = Directory.CreateTempSubdirectory("weft-memory").FullName;

        try
        {
            this.RunAll(Path.Combine(folder, "trace"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return report.Finish();
    }

    private void RunAll(string tracePath)
    {
        int count = options.SpecificationPath is null ? options.Count : 1;

        while (report.Count < count && report.GoesOn)
        {
            int seconds = options.Seconds == 0 ? 0 : Math.Max(1, options.Seconds - (int)Stopwatch.GetElapsedTime(_start).TotalSeconds);
            StressOptions rest = options with { Seed = options.Seed + report.Count, Count = count - report.Count, Seconds = seconds };
            FencedProcess process = FencedProcess.Run(rest, tracePath, only: null, fault);
            int seed = this.Take(process.Lines);

            if (process.ExitCode == ExitCode.Success)
            {
                return;
            }

            report.Add(seed, Outcome.Fail(this.Explain(seed, process, tracePath)));
        }
    }

    // The cases that have ended; the last one that has begun.
    private int Take(IReadOnlyList<string> lines)
    {
        int last = options.Seed;

        foreach (string line in lines)
        {
            string[] words = line.Split(' ', 3);
            last = int.Parse(words[1], CultureInfo.InvariantCulture);

            if (words[0] != FencedCases.Begins.TrimEnd())
            {
                report.Add(last, Outcome.Of(words[0] == FencedCases.Passed.TrimEnd() ? null : $"{words[2]}\n{this.CaseOf(last).ToYaml("memory")}"));
            }
        }

        return last;
    }

    private ModelCase CaseOf(int seed)
    {
        MemoryCheck check = new(tracePath: "");

        return options.SpecificationPath is string path
            ? ModelCase.Load(check, path, seed, options.InstructionSet)
            : ModelCase.Draw(check, seed, options.InstructionSet);
    }

    private string Explain(int seed, FencedProcess process, string tracePath)
    {
        ModelCase item = this.CaseOf(seed);
        string yaml = item.ToYaml("memory");
        IReadOnlyList<FencedOperand> operands = new FencedModel(item.Specification, fault).Operands;

        // "at Weft.Kernels.Avx2Kernels.Product8x16(Single*, ...)", with its callers, of the thread that has ended the process.
        string[] frames = [.. process.Errors.Split('\n').Select(static line => line.Trim()).Where(static line => line.StartsWith("at ", StringComparison.Ordinal))];
        IEnumerable<int> candidates = CallTrace.Read(tracePath).Distinct()
            .Where(operand => frames.Any(frame => frame.Contains($".{operands[operand].Kernel}(", StringComparison.Ordinal)));

        foreach (int operand in candidates.ToList())
        {
            StressOptions alone = options with { Seed = seed, Count = 1, Seconds = 0 };

            if (FencedProcess.Run(alone, tracePath, operand, fault).ExitCode != ExitCode.Success)
            {
                return $"{operands[operand]} is touched outside\n{yaml}";
            }
        }

        return $"the process ended with {process.ExitCode}, and with no fenced matrix alone:\n{process.Errors}\n{yaml}";
    }
}
