using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Stress.Drawing;

namespace Weft.Stress.Running;

/// <summary>Draws models, compiles several at once and checks each; what fails is made as small as it can be.</summary>
/// <param name="check">What is checked.</param>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class ModelRun(IModelCheck check, StressOptions options, StressReport report)
{
    // One compilation of several takes little longer than one of a single model.
    private const int Together = 4;
    private const int ShownLines = 12;

    private readonly HashSet<string> _drawnKeys = [];

    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();

        if (options.SpecificationPath is string path)
        {
            this.RunAll([ModelCase.Load(check, path, options.Seed, options.InstructionSet)]);

            return report.Finish();
        }

        for (int done = 0; report.GoesOn; done += Together)
        {
            int first = options.Seed + done;
            this.RunAll([.. Enumerable.Range(first, Math.Min(Together, options.Count - done)).Select(this.Draw).OfType<ModelCase>()]);
        }

        string[] never = [.. SpecificationDrawer.Keys.Select(static key => key.FullName).Where(name => !_drawnKeys.Contains(name)).Order(StringComparer.Ordinal)];
        report.Say($"{check.Verb}: {_drawnKeys.Count} keys were drawn{(never.Length == 0 ? "" : $", and not {string.Join(", ", never)}")}");

        return report.Finish();
    }

    private ModelCase? Draw(int seed)
    {
        try
        {
            return ModelCase.Draw(check, seed, options.InstructionSet);
        }
        catch (DrawingException exception)
        {
            report.Add(seed, new Outcome(Verdict.Failed, exception.Message, 0));

            return null;
        }
    }

    private void RunAll(ImmutableArray<ModelCase> cases)
    {
        Func<ModelCase, Outcome> run = this.Compile(cases);

        foreach (ModelCase item in cases.TakeWhile(_ => report.GoesOn))
        {
            Outcome outcome = run(item);
            _drawnKeys.UnionWith(item.Drawn.Values.Keys);
            report.Add(item.Seed, outcome);

            if (outcome.Verdict == Verdict.Failed)
            {
                ModelCase small = new SpecificationShrinker(check, this.Compile).Shrink(item);
                report.Say($"in small:\n{small.ToYaml(check.Verb)}{this.Compile([small])(small).Detail}");
            }
        }
    }

    // Together; and where that fails, each alone, so that it is known whose fault it is.
    private Func<ModelCase, Outcome> Compile(ImmutableArray<ModelCase> cases)
    {
        ModelLibrary? library = null;

        try
        {
            library = ModelLibrary.Compile(cases.Select(static item => item.Specification));
        }
        catch (Exception) when (cases.Length > 1)
        {
        }
        catch (Exception exception)
        {
            // The message of sources that do not compile shows all of them.
            string[] lines = exception.ToString().Split('\n');

            return _ => new Outcome(Verdict.Failed, string.Join('\n', lines.Take(ShownLines)), 0);
        }

        return item => library is null ? this.Compile([item])(item) : this.Check(item, library[item.Specification]);
    }

    // Whatever is thrown is a fault of a model that the generator has taken.
    private Outcome Check(ModelCase item, GeneratedModel generated)
    {
        try
        {
            return check.Check(item.Specification, generated, item.Seed);
        }
        catch (Exception exception)
        {
            return new Outcome(Verdict.Failed, exception.ToString(), 0);
        }
    }
}
