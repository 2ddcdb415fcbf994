using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Conformance.Onnx;

/// <summary>Runs every case of a folder, one JSON file each, through kernels of one instruction set.</summary>
internal sealed class OnnxRunner(TextWriter output, InstructionSets set)
{
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private int _passed;
    private int _failed;
    private int _skipped;

    /// <summary>Runs the cases, or the one that is named.</summary>
    /// <returns>0 when some case passed and none failed, 1 otherwise, 2 when there is nothing to run.</returns>
    public int Run(string folder, string? only)
    {
        if (!Directory.Exists(folder))
        {
            output.WriteLine($"There is no folder '{folder}'.");

            return ExitCode.Usage;
        }

        string[] all = [.. Directory.GetFiles(folder, "*.json").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
        string[] names = only is null ? all : [.. all.Where(name => name == only)];

        if (names.Length == 0)
        {
            output.WriteLine(all.Length == 0
                ? $"'{folder}' has no case: no file X.json."
                : $"'{folder}' has no case '{only}'; its {all.Length} cases run from {all[0]} to {all[^1]}.");

            return ExitCode.Usage;
        }

        List<(string Name, NodeProgram? Program, string Skipped)> cases = [.. names.Select(name => this.Plan(Path.Combine(folder, $"{name}.json"), name))];
        this.Compile([.. cases.Select(static item => item.Program).Where(static program => program is { IsCompiled: true })!]);

        foreach ((string name, NodeProgram? program, string skipped) in cases)
        {
            this.Report(name, program, skipped);
        }

        output.WriteLine($"{InstructionSetNames.Of(set)}: {_passed} passed, {_failed} failed, {_skipped} skipped");

        return _failed == 0 && _passed > 0 ? ExitCode.Success : ExitCode.Failure;
    }

    // What can be wrong with files has a message of its own; the rest is a defect. One case's trouble is not the next one's.
    private static string MessageOf(Exception exception) =>
        exception is OnnxCaseException or IOException or UnauthorizedAccessException or ModelCompilationException or OverflowException ? exception.Message : exception.ToString();

    private (string Name, NodeProgram? Program, string Skipped) Plan(string path, string name)
    {
        try
        {
            return (name, OnnxOperators.Build(OnnxCase.Read(path)), string.Empty);
        }
        catch (OnnxSkippedException exception)
        {
            return (name, null, exception.Message);
        }
        catch (Exception exception)
        {
            _failures.Add(name, MessageOf(exception));

            return (name, null, string.Empty);
        }
    }

    // All in one compilation; only where that fails is each one tried alone, to find out whose fault it is.
    private void Compile(NodeProgram[] programs)
    {
        if (programs.Length == 0)
        {
            return;
        }

        try
        {
            NodeLibrary.Compile(programs, set);
        }
        catch (Exception exception) when (programs.Length == 1)
        {
            _failures.Add(programs[0].Node.Name, MessageOf(exception));
        }
        catch (Exception)
        {
            foreach (NodeProgram program in programs)
            {
                this.Compile([program]);
            }
        }
    }

    private void Report(string name, NodeProgram? program, string skipped)
    {
        if (skipped.Length > 0)
        {
            _skipped++;
            output.WriteLine($"{name}: skipped: {skipped}");
        }
        else if (_failures.TryGetValue(name, out string? failure))
        {
            this.Fail(name, failure);
        }
        else
        {
            this.Compare(name, program!);
        }
    }

    private void Compare(string name, NodeProgram program)
    {
        try
        {
            List<OnnxComparison> comparisons = [.. program.Run().Select(static output => OnnxComparison.Of(output.Expected, output.Ours))];

            foreach (OnnxComparison miss in comparisons.Where(static item => item.Misses > 0))
            {
                output.WriteLine($"  {miss.Worst}; {miss.Misses} of {miss.Count} elements are out of tolerance");
            }

            if (comparisons.Any(static item => item.Misses > 0))
            {
                this.Fail(name, $"{string.Join(", ", comparisons.Where(static item => item.Misses > 0).Select(static item => item.Output))} differ from what ONNX expects");
                return;
            }

            _passed++;
            string remark = program.Remarks.Count == 0 ? "" : $" ({string.Join("; ", program.Remarks)})";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: passed, {100 * comparisons.Max(static item => item.Used):0.00} % of the tolerance used{remark}"));
        }
        catch (Exception exception)
        {
            this.Fail(name, MessageOf(exception));
        }
    }

    private void Fail(string name, string reason)
    {
        _failed++;
        output.WriteLine($"{name}: FAILED: {reason}");
    }
}
