using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Weft.Conformance;
using Weft.Stress.Running;

namespace Weft.Stress.Fencing;

/// <summary>A process that runs fenced cases, and what is left of it.</summary>
internal sealed class FencedProcess
{
    /// <summary>The verb of such processes.</summary>
    public const string Verb = "fenced";

    private FencedProcess(IReadOnlyList<string> lines, string errors, int exitCode)
    {
        this.Lines = lines;
        this.Errors = errors;
        this.ExitCode = exitCode;
    }

    /// <summary>What it has said of its cases.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>What the runtime has said of its end.</summary>
    public string Errors { get; }

    /// <summary>Its exit code.</summary>
    public int ExitCode { get; }

    /// <summary>Runs a process to its end.</summary>
    /// <param name="options">The cases.</param>
    /// <param name="tracePath">The file that gets the operands of kernels.</param>
    /// <param name="only">The only operand whose matrix is fenced; null for all.</param>
    /// <param name="fault">A matrix that is told to be half as long as it is; null for none.</param>
    public static FencedProcess Run(StressOptions options, string tracePath, int? only, string? fault)
    {
        ProcessStartInfo start = new() { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        AddProgram(start);

        foreach (string argument in ArgumentsOf(options, tracePath, only, fault))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process process = Process.Start(start)!;
        StringBuilder errors = new();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        List<string> lines = [];

        while (process.StandardOutput.ReadLine() is string line)
        {
            lines.Add(line);
        }

        process.WaitForExit();

        return new FencedProcess(lines, errors.ToString(), process.ExitCode);
    }

    // This program: by its own executable, or by that of .NET.
    private static void AddProgram(ProcessStartInfo start)
    {
        string library = typeof(FencedProcess).Assembly.Location;
        string own = Environment.ProcessPath!;

        if (Path.GetFileNameWithoutExtension(own) == Path.GetFileNameWithoutExtension(library))
        {
            start.FileName = own;
        }
        else
        {
            start.FileName = Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
            start.ArgumentList.Add(library);
        }
    }

    private static IEnumerable<string> ArgumentsOf(StressOptions options, string tracePath, int? only, string? fault) =>
    [
        Verb, "--seed", Text(options.Seed), "--count", Text(options.Count), "--seconds", Text(options.Seconds),
        "--instruction-set", InstructionSetNames.Of(options.InstructionSet), "--trace", tracePath,
        .. options.SpecificationPath is string path ? ["--specification", path] : (string[])[],
        .. only is int operand ? ["--only", Text(operand)] : (string[])[],
        .. fault is null ? (string[])[] : ["--fault", fault],
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
