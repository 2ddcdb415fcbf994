using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Weft.Conformance;

namespace Weft.Stress.Running;

/// <summary>Counts the cases of a verb, and says what became of those that did not pass.</summary>
/// <param name="output">Where it says it.</param>
/// <param name="verb">What the cases are of.</param>
/// <param name="options">What the command asks for.</param>
internal sealed class StressReport(TextWriter output, string verb, StressOptions options)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<StressFailure> _failures = [];
    private readonly List<string> _remarks = [];
    private readonly HashSet<string> _reasons = [];
    private readonly List<(string Name, double Value)> _figures = [];
    private int _passed;
    private int _illConditioned;
    private int _skipped;
    private double _worst;

    /// <summary>Cases so far.</summary>
    public int Count => _passed + _illConditioned + _skipped + _failures.Count;

    /// <summary>Whether another case may start: the first in any case, for a busy machine may compile longer than all is to take.</summary>
    public bool GoesOn => this.Count < options.Count
        && (options.Seconds == 0 || this.Count == 0 || Stopwatch.GetElapsedTime(_start).TotalSeconds < options.Seconds);

    /// <summary>Says what runs, so that the same can be run again.</summary>
    public void Start() => output.WriteLine($"{verb}: seed {options.Seed}, {InstructionSetNames.Of(options.InstructionSet)}");

    /// <summary>Adds a case.</summary>
    public void Add(int seed, Outcome outcome)
    {
        switch (outcome.Verdict)
        {
            case Verdict.Passed:
                _passed++;
                _worst = Math.Max(_worst, outcome.Worst);
                break;
            case Verdict.IllConditioned:
                _illConditioned++;
                output.WriteLine($"{verb}: seed {seed} is ill-conditioned: {outcome.Detail}");
                break;
            case Verdict.Skipped:
                _skipped++;

                if (_reasons.Add(outcome.Detail))
                {
                    this.Say($"{verb}: skipped: {outcome.Detail}");
                }

                break;
            default:
                _failures.Add(new StressFailure(seed, outcome.Detail));
                output.WriteLine($"{verb}: FAILED: seed {seed}: {outcome.Detail}");
                output.WriteLine($"repeated by: {verb} --seed {seed} --count 1 --instruction-set {InstructionSetNames.Of(options.InstructionSet)}");
                break;
        }
    }

    /// <summary>Says anything else.</summary>
    public void Say(string text)
    {
        _remarks.Add(text);
        output.WriteLine(text);
    }

    /// <summary>Says a figure.</summary>
    public void Measure(string name, double value)
    {
        _figures.Add((name, value));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verb}: {name}: {value:0.###}"));
    }

    /// <summary>Says the sum of all, and writes it where the command asks for that.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">The file of the result cannot be written.</exception>
    public int Finish()
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verb}: {_passed} passed, {_illConditioned} ill-conditioned, {_failures.Count} failed, {_skipped} skipped in {seconds:0} s; at most {_worst:0.000} of a tolerance"));

        StressResult result = new()
        {
            Passed = _passed,
            IllConditioned = _illConditioned,
            Skipped = _skipped,
            Failures = _failures,
            Seconds = seconds,
            Worst = _worst,
            Remarks = _remarks,
            Figures = _figures,
        };

        if (options.ResultPath is string path)
        {
            File.WriteAllBytes(path, result.ToJson(verb, options));
        }

        return result.ExitCode;
    }
}
