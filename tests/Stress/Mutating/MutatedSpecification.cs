using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using Weft.Conformance.Compilation;
using Weft.Generator;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Stress.Mutating;

/// <summary>A text that goes through the whole generator, and what becomes of it.</summary>
/// <param name="text">The text.</param>
/// <param name="set">The instruction set that it is compiled for.</param>
/// <param name="reader">What reads it, in the place of the generator's own.</param>
internal sealed class MutatedSpecification(string text, InstructionSets set, Func<string, SpecificationResult>? reader = null)
{
    private const double MostSeconds = 2;
    private const long MostBytes = 500_000_000;

    // Longer ones say nothing more, and take the C# compiler minutes.
    private const int MostCompiled = 1_500_000;

    private ImmutableArray<GeneratedSource> _sources = [];

    /// <summary>What the reader says.</summary>
    public SpecificationResult? Result { get; private set; }

    /// <summary>What is made of it; null where it was refused.</summary>
    public ModelProgram? Program { get; private set; }

    /// <summary>Seconds of the processor.</summary>
    public double Seconds { get; private set; }

    /// <summary>Bytes of the heap above those before.</summary>
    public long Bytes { get; private set; }

    /// <summary>Generates the sources, or the diagnostics.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? Generate()
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        using MemoryPeak peak = new();

        try
        {
            this.Run();
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        this.Seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        this.Bytes = peak.Bytes;

        return this.Result!.Specification is null ? this.JudgeProblems() ?? this.JudgeCost() : this.JudgeCost();
    }

    /// <summary>Compiles the sources, where there are some, and not too many.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? Compile()
    {
        if (_sources.IsEmpty || _sources.Sum(static source => source.Text.Length) > MostCompiled)
        {
            return null;
        }

        try
        {
            _ = ModelLibrary.Compile(_sources);

            return null;
        }
        catch (ModelCompilationException exception)
        {
            return exception.Message[..Math.Min(exception.Message.Length, 2000)];
        }
    }

    private void Run()
    {
        this.Result = reader is null ? ModelCompiler.Read("drawn.yaml", text, "Weft.Compiled") : reader(text);

        if (this.Result.Specification is ModelSpecification specification)
        {
            this.Program = ModelCompiler.Lower(specification with { InstructionSets = set }, CancellationToken.None);
            _sources = [.. ModelCompiler.Print(this.Program, CancellationToken.None), .. this.Program.Methods.Distinct().Select(KernelPrinter.Print)];
        }
    }

    // Something is said, in one sentence, of a line that the file has.
    private string? JudgeProblems()
    {
        int lines = text.Count(static letter => letter == '\n') + text.Count(static letter => letter is '\r' or '\u0085' or '\u2028' or '\u2029') + 1;

        if (this.Result!.Problems.Count == 0)
        {
            return "It is refused, and nothing is said.";
        }

        return this.Result.Problems.Items
            .Where(problem => problem.Location.Lines.Start.Line >= lines || problem.Message.Length is < 10 or > 2000 || problem.Message.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0)
            .Select(static problem => $"Not one sentence on a line of the file: {problem}").FirstOrDefault();
    }

    private string? JudgeCost() => this.Seconds > MostSeconds || this.Bytes > MostBytes
        ? string.Create(CultureInfo.InvariantCulture, $"It takes {this.Seconds:0.0} s and {this.Bytes / 1e6:0} MB.")
        : null;
}
