using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft.Benchmarks.Building;

/// <summary>The times of tasks, as MSBuild's console logger writes them with `-consoleLoggerParameters:PerformanceSummary`.</summary>
internal static partial class TaskSummary
{
    private const string Heading = "Task Performance Summary:";

    /// <summary>Milliseconds of a task, all its calls together.</summary>
    /// <param name="output">What the build wrote.</param>
    /// <param name="task">The task's name.</param>
    /// <exception cref="BenchmarkException">The task did not run.</exception>
    public static double Milliseconds(string output, string task)
    {
        int start = output.IndexOf(Heading, StringComparison.Ordinal);

        // Targets and projects have summaries too, and a target may be called like a task.
        foreach (Match line in Line().Matches(start < 0 ? string.Empty : output[start..]))
        {
            if (line.Groups["task"].Value == task)
            {
                return double.Parse(line.Groups["time"].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        throw new BenchmarkException($"The build did not run its task {task}: {output.Trim()}");
    }

    [GeneratedRegex(@"^ *(?<time>\d+) ms  (?<task>\S+) +\d+ calls\r?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
