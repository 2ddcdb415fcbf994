using System;
using System.IO;
using Weft.Conformance;
using Weft.Stress.Drawing;
using Weft.Stress.Running;

namespace Weft.Stress.Fencing;

/// <summary>The cases of a process that may end at any of them: says which one begins, and what became of it.</summary>
/// <param name="check">What is checked.</param>
/// <param name="options">What the command asks for.</param>
/// <param name="output">Where it is said.</param>
internal sealed class FencedCases(MemoryCheck check, StressOptions options, TextWriter output)
{
    /// <summary>Before the seed of a case that begins.</summary>
    public const string Begins = "begins ";

    /// <summary>Before the seed of a case that has passed.</summary>
    public const string Passed = "passed ";

    /// <summary>Before the seed of a case that has failed, and what it says, on one line.</summary>
    public const string Failed = "failed ";

    /// <summary>Runs them.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        long start = Environment.TickCount64;

        for (int i = 0; i < options.Count && (i == 0 || options.Seconds == 0 || Environment.TickCount64 - start < options.Seconds * 1000L); i++)
        {
            int seed = options.Seed + i;
            output.WriteLine($"{Begins}{seed}");
            output.Flush();
            Outcome outcome = this.Check(seed);
            output.WriteLine(outcome.Verdict == Verdict.Passed ? $"{Passed}{seed}" : $"{Failed}{seed} {outcome.Detail.ReplaceLineEndings(" | ")}");
            output.Flush();
        }

        return ExitCode.Success;
    }

    private Outcome Check(int seed)
    {
        try
        {
            ModelCase item = options.SpecificationPath is string path
                ? ModelCase.Load(check, path, seed, options.InstructionSet)
                : ModelCase.Draw(check, seed, options.InstructionSet);

            return check.Check(item.Specification, item.Seed);
        }
        catch (Exception exception)
        {
            return Outcome.Fail(exception.ToString());
        }
    }
}
