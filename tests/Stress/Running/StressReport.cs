using System;
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
    private int _passed;
    private int _illConditioned;
    private int _failed;
    private double _worst;

    /// <summary>Cases so far.</summary>
    public int Count => _passed + _illConditioned + _failed;

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
            default:
                _failed++;
                output.WriteLine($"{verb}: FAILED: seed {seed}: {outcome.Detail}");
                output.WriteLine($"repeated by: {verb} --seed {seed} --count 1 --instruction-set {InstructionSetNames.Of(options.InstructionSet)}");
                break;
        }
    }

    /// <summary>Says anything else.</summary>
    public void Say(string text) => output.WriteLine(text);

    /// <summary>Says the sum of all.</summary>
    /// <returns>The exit code.</returns>
    public int Finish()
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verb}: {_passed} passed, {_illConditioned} ill-conditioned, {_failed} failed in {seconds:0} s; at most {_worst:0.000} of a tolerance"));

        return _failed == 0 && _passed > 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
