using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Weft.Benchmarks.Building;

/// <summary>The SDK in a process of its own, which leaves no other running.</summary>
/// <param name="folder">Where it runs: the global.json above decides which SDK it is.</param>
/// <param name="cancellation">Ends it early.</param>
internal sealed class DotnetCommand(string folder, CancellationToken cancellation)
{
    /// <summary>Runs `dotnet` to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="BenchmarkException">It failed.</exception>
    /// <exception cref="System.OperationCanceledException">Cancelled.</exception>
    public string Run(params IReadOnlyList<string> arguments)
    {
        using Process process = Process.Start(this.Describe(arguments))!;
        using CancellationTokenRegistration stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();

        return process.ExitCode == 0
            ? output
            : throw new BenchmarkException($"'dotnet {string.Join(' ', arguments)}' failed: {output.Trim()}");
    }

    private ProcessStartInfo Describe(IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nodes of MSBuild would wait for another build, beside what is measured next.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        return start;
    }
}
