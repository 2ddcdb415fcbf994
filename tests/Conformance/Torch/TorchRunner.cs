using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator;
using Weft.Generator.Specification;

namespace Weft.Conformance.Torch;

/// <summary>Runs every case of a folder: <c>X.yaml</c> and <c>X.safetensors</c>.</summary>
/// <param name="output">Where the report goes.</param>
/// <param name="set">The instruction set; null for those of the specification.</param>
/// <param name="results">The folder for what was computed; null where nobody wants it.</param>
internal sealed class TorchRunner(TextWriter output, InstructionSets? set, string? results = null)
{
    private int _passed;
    private int _failed;

    /// <summary>Runs the cases, or the one that is named.</summary>
    /// <returns>0 when some case passed and none failed, 1 otherwise, 2 when there is nothing to run.</returns>
    public int Run(string folder, string? only)
    {
        if (!Directory.Exists(folder))
        {
            output.WriteLine($"There is no folder '{folder}'.");

            return ExitCode.Usage;
        }

        string[] all = [.. Directory.GetFiles(folder, "*.yaml").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
        string[] cases = only is null ? all : [.. all.Where(name => name == only)];

        if (cases.Length == 0)
        {
            output.WriteLine(all.Length == 0
                ? $"'{folder}' has no case: no file X.yaml."
                : $"'{folder}' has no case '{only}'; its cases are {string.Join(", ", all)}.");

            return ExitCode.Usage;
        }

        foreach (string name in cases)
        {
            this.RunCase(Path.Combine(folder, name), name);
        }

        output.WriteLine($"{_passed} passed, {_failed} failed");

        return _failed == 0 && _passed > 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private void RunCase(string path, string name)
    {
        try
        {
            SpecificationResult result = SpecificationReader.Read($"{name}.yaml", File.ReadAllText($"{path}.yaml"), "Weft.Compiled");

            if (result.Specification is null)
            {
                this.Fail(name, string.Join("; ", result.Problems.Select(static problem => problem.ToString())));

                return;
            }

            this.Compare(path, name, set is InstructionSets only ? result.Specification with { InstructionSets = only } : result.Specification);
        }
        catch (Exception exception)
        {
            // One case's trouble is not the next one's. What can be wrong with files has a message of its own; the rest is a defect.
            bool isExpected = exception is TorchCaseException or ModelFileException or IOException or UnauthorizedAccessException or ArgumentException
                or ArithmeticException or ModelCompilationException;
            this.Fail(name, isExpected ? exception.Message : exception.ToString());
        }
    }

    private void Compare(string path, string name, ModelSpecification specification)
    {
        output.WriteLine($"{name}: {specification.Model}, {InstructionSetNames.Of(specification.InstructionSets)}");
        SafetensorsWriter? writer = results is null ? null : new SafetensorsWriter();
        IReadOnlyList<Comparison> comparisons = TorchCase.Compare(specification, $"{path}.safetensors", writer);
        TorchReport.Write(output, comparisons);

        if (results is not null)
        {
            _ = Directory.CreateDirectory(results);
            writer!.Save(Path.Combine(results, $"{name}.safetensors"));
        }

        if (comparisons.All(static item => item.Passed))
        {
            _passed++;
            output.WriteLine($"{name}: passed");
        }
        else
        {
            this.Fail(name, $"{comparisons.Count(static item => !item.Passed)} of {comparisons.Count} comparisons are out of tolerance");
        }
    }

    private void Fail(string name, string reason)
    {
        _failed++;
        output.WriteLine($"{name}: FAILED: {reason}");
    }
}
