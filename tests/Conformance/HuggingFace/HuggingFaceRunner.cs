using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;
using Weft.Generator.Specification;

namespace Weft.Conformance.HuggingFace;

/// <summary>Runs every case of a folder: what <c>weft import</c> reads, with <c>expected.safetensors</c> beside it.</summary>
/// <param name="output">Gets the results.</param>
/// <param name="set">The instruction set to run.</param>
/// <param name="asGguf">Whether each folder is made a GGUF file first.</param>
internal sealed class HuggingFaceRunner(TextWriter output, InstructionSets set, bool asGguf = false)
{
    private const int NameColumns = 18;
    private int _passed;
    private int _failed;
    private int _skipped;

    /// <summary>Runs the cases, or the one that is named.</summary>
    /// <returns>0 when all cases passed, 1 otherwise, 2 when there is nothing to run.</returns>
    public int Run(string folder, string? only)
    {
        string[] all = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Where(IsCase).Order(StringComparer.Ordinal)]
            : [];
        string[] cases = [.. all.Where(path => only is null || Path.GetFileName(path) == only)];

        if (cases.Length == 0)
        {
            output.WriteLine($"'{folder}' has no case{(only is null ? ": no folder with a config.json or an adapter_config.json" : $" '{only}'")}.");

            return ExitCode.Usage;
        }

        foreach (string path in cases)
        {
            this.RunCase(path, Path.GetFileName(path));
        }

        output.WriteLine($"{_passed} passed, {_failed} failed{(_skipped > 0 ? $", {_skipped} skipped" : string.Empty)}");

        return _failed == 0 && _passed > 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private void RunCase(string path, string name)
    {
        try
        {
            IReadOnlyList<Comparison>? comparisons = asGguf ? HuggingFaceCase.CompareAsGguf(path, set) : HuggingFaceCase.Compare(path, set);

            if (comparisons is null)
            {
                _skipped++;
                this.Write(name, "skip", "no GGUF file that is read has such a model");
            }
            else
            {
                this.Report(name, comparisons);
            }
        }
        catch (Exception exception)
        {
            // One case's trouble is not the next one's. What can be wrong with files has a message of its own; the rest is a defect.
            bool isExpected = exception is TorchCaseException or IOException or UnauthorizedAccessException or ModelCompilationException;
            _failed++;
            this.Write(name, "FAIL", isExpected ? exception.Message : exception.ToString());
        }
    }

    private void Report(string name, IReadOnlyList<Comparison> comparisons)
    {
        bool passed = comparisons.All(static comparison => comparison.Passed);
        _passed += passed ? 1 : 0;
        _failed += passed ? 0 : 1;
        IEnumerable<string> groups = comparisons.GroupBy(static comparison => Group(comparison.Tensor)).Select(Describe);
        this.Write(name, passed ? "ok" : "FAIL", string.Join(", ", groups));

        foreach (Comparison miss in comparisons.Where(static comparison => !comparison.Passed))
        {
            output.WriteLine($"{"",NameColumns}      {miss.Tensor}: {Number(miss.RelativeError)}");
        }
    }

    private static bool IsCase(string path) => File.Exists(Path.Combine(path, "config.json")) || HuggingFaceCase.IsAdapter(path);

    private void Write(string name, string verdict, string text) => output.WriteLine($"{name.PadRight(NameColumns)} {verdict,-4} {text}");

    private static string Describe(IGrouping<string, Comparison> group) =>
        $"{group.Key} {Number(group.Select(static comparison => comparison.RelativeError).Aggregate(Math.Max))}";

    // All gradients together, everything else by itself.
    private static string Group(string tensor) => tensor.Split('/')[0];

    private static string Number(double value) => value.ToString("0.0E+00", CultureInfo.InvariantCulture);
}
