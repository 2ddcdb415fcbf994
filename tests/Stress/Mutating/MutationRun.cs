using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Stress.Drawing;
using Weft.Stress.Running;

namespace Weft.Stress.Mutating;

/// <summary>
/// Changes specifications, those first that have reached something new, and sends each through the whole generator: sources that compile, or
/// diagnostics on lines of the file; never an exception, and in little time and memory.
/// </summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class MutationRun(StressOptions options, StressReport report)
{
    private const int Drawn = 12;

    // Of what reaches something new, compiling is most of the time.
    private const double CompilingPart = 0.5;

    private readonly List<string> _kept = [];
    private readonly List<string> _refused = [];
    private readonly Reached _reached = new();
    private readonly Stopwatch _all = Stopwatch.StartNew();
    private readonly Stopwatch _compiling = new();
    private int _compiled;
    private int _accepted;
    private double _seconds;
    private long _bytes;

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();

        if (options.SpecificationPath is string path)
        {
            MutatedSpecification item = new(File.ReadAllText(path), options.InstructionSet);
            report.Add(options.Seed, Outcome.Of(item.Generate() ?? item.Compile()));

            return report.Finish();
        }

        Random random = new(options.Seed);
        this.Warm(random);
        SpecificationMutator mutator = new(random);

        for (int seed = options.Seed; report.GoesOn; seed++)
        {
            string text = mutator.Mutate(this.Any(random), this.Any(random));
            report.Add(seed, Outcome.Of(this.Check(text)));
        }

        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"specifications: {_accepted} accepted, {_kept.Count + _refused.Count} kept for what they reached, {_reached.Count} in all, {_compiled} compiled; at most {_seconds:0.00} s and {_bytes / 1e6:0} MB"));

        return report.Finish();
    }

    // The first that are read pay for the JIT; all of these are acceptable.
    private void Warm(Random random)
    {
        for (int i = 0; i < Drawn; i++)
        {
            string text = SpecificationDrawer.Draw(random, new Dictionary<string, string> { ["model"] = "Drawn" }).Drawn.ToYaml();
            _kept.Add(text);
            _ = new MutatedSpecification(text, options.InstructionSet).Generate();
        }
    }

    // What is refused already is seldom refused for another reason, nor taken. The newer half comes as often as all.
    private string Any(Random random)
    {
        List<string> texts = _refused.Count > 0 && random.Next(4) == 0 ? _refused : _kept;

        return texts[random.Next(random.Next(2) == 0 ? 0 : texts.Count / 2, texts.Count)];
    }

    private string? Check(string text)
    {
        MutatedSpecification item = new(text, options.InstructionSet);
        string? problem = item.Generate();
        _seconds = Math.Max(_seconds, item.Seconds);
        _bytes = Math.Max(_bytes, item.Bytes);
        bool isNew = problem is null && (item.Program is null ? _reached.Add(item.Result!.Problems.Items) : _reached.Add(item.Program));
        _accepted += item.Program is null ? 0 : 1;

        if (isNew)
        {
            (item.Program is null ? _refused : _kept).Add(text);
            problem = this.Compile(item);
        }

        return problem is null ? null : $"{problem}\n{this.Shrink(text)}";
    }

    private string? Compile(MutatedSpecification item)
    {
        if (item.Program is null || _compiling.Elapsed > _all.Elapsed * CompilingPart)
        {
            return null;
        }

        _compiling.Start();
        string? problem = item.Compile();
        _compiling.Stop();
        _compiled++;

        return problem;
    }

    // Line by line, as long as something is wrong with what is left.
    private string Shrink(string text)
    {
        List<string> lines = [.. text.Split('\n')];

        for (int i = lines.Count - 1; i >= 0; i--)
        {
            string line = lines[i];
            lines.RemoveAt(i);
            MutatedSpecification item = new(string.Join('\n', lines), options.InstructionSet);

            if ((item.Generate() ?? item.Compile()) is null)
            {
                lines.Insert(i, line);
            }
        }

        return string.Join('\n', lines);
    }
}
