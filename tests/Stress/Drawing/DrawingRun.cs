using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Weft.Generator;
using Weft.Generator.Specification;
using Weft.Stress.Running;

namespace Weft.Stress.Drawing;

/// <summary>
/// Draws specifications, many more than can be compiled and run, and generates the sources of each. Every key has to be among them now
/// and then: one that is not is a key that no other verb checks.
/// </summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class DrawingRun(StressOptions options, StressReport report)
{
    // Fewer say nothing of a key that many others have to make room for.
    private const int EnoughForAll = 1000;

    // Sources of many layers are long, and say nothing more.
    private const int MostLayers = 6;

    private readonly Dictionary<string, int> _draws = SpecificationDrawer.Keys.ToDictionary(static key => key.FullName, static _ => 0);

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();

        for (int seed = options.Seed; report.GoesOn; seed++)
        {
            report.Add(seed, this.Check(seed));
        }

        this.ReportKeys();

        return report.Finish();
    }

    private Outcome Check(int seed)
    {
        DrawnSpecification? drawn = null;

        try
        {
            (drawn, ModelSpecification specification) =
                SpecificationDrawer.Draw(new Random(seed), new Dictionary<string, string> { ["model"] = "Drawn" });

            foreach (string key in drawn.Values.Keys.Where(_draws.ContainsKey))
            {
                _draws[key]++;
            }

            if (specification.EncoderLayers + specification.DecoderLayers <= MostLayers)
            {
                _ = ModelCompiler.Compile([specification with { InstructionSets = options.InstructionSet }], CancellationToken.None);
            }

            return new Outcome(Verdict.Passed, "", 0);
        }
        catch (Exception exception)
        {
            return new Outcome(Verdict.Failed, $"{exception}\n{drawn?.ToYaml()}", 0);
        }
    }

    private void ReportKeys()
    {
        int cases = report.Count;
        string[] seldom = [.. _draws.OrderBy(static item => item.Value).Take(5)
            .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key} in {item.Value}"))];
        report.Say($"drawing: of {cases} specifications, the fewest have {string.Join(", ", seldom)}");

        foreach (string key in _draws.Where(item => item.Value == 0 && cases >= EnoughForAll).Select(static item => item.Key))
        {
            report.Add(options.Seed, new Outcome(Verdict.Failed, $"{key} is in none of {cases} specifications", 0));
        }
    }
}
