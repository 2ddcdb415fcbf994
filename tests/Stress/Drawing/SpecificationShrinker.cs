using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Stress.Running;

namespace Weft.Stress.Drawing;

/// <summary>
/// Makes a specification that fails smaller, step by step: a key or a mapping less, or a smaller number, as long as it still fails.
/// Layers, heads, columns and tokens are numbers of keys like all others.
/// </summary>
/// <param name="check">What fails.</param>
/// <param name="compile">Compiles several at once, and runs one of them.</param>
internal sealed class SpecificationShrinker(IModelCheck check, Func<ImmutableArray<ModelCase>, Func<ModelCase, Outcome>> compile)
{
    private const int Together = 8;
    private const double MostSeconds = 60;

    /// <summary>The smallest case that was found in time and fails.</summary>
    public ModelCase Shrink(ModelCase failing)
    {
        long start = Stopwatch.GetTimestamp();

        while (this.FindSmaller(failing, start) is ModelCase smaller)
        {
            failing = smaller;
        }

        return failing;
    }

    private ModelCase? FindSmaller(ModelCase failing, long start)
    {
        IEnumerable<ModelCase> candidates = this.Smaller(failing.Drawn).Distinct()
            .Select(drawn => ModelCase.Of(check, drawn, failing.Seed, failing.Specification.InstructionSets)).OfType<ModelCase>();

        // A class has its name from its case: each candidate of a compilation gets one of its own.
        foreach (ModelCase[] group in candidates.Chunk(Together).TakeWhile(_ => Stopwatch.GetElapsedTime(start).TotalSeconds < MostSeconds))
        {
            ImmutableArray<ModelCase> named =
                [.. group.Select(static (item, i) => item with { Specification = item.Specification with { Model = $"{item.Specification.Model}Of{i}" } })];
            Func<ModelCase, Outcome> run = compile(named);
            int found = Array.FindIndex([.. named], item => run(item).Verdict == Verdict.Failed);

            if (found >= 0)
            {
                return group[found];
            }
        }

        return null;
    }

    private IEnumerable<DrawnSpecification> Smaller(DrawnSpecification drawn)
    {
        foreach (Key key in SpecificationKeys.All.OfType<SectionKey>().Where(drawn.Has).Where(section => !section.Keys.Any(this.IsPinned)))
        {
            yield return drawn.Without(key);
        }

        foreach (Key key in SpecificationDrawer.Keys.Where(key => drawn.Has(key) && !this.IsPinned(key)))
        {
            yield return drawn.Without(key);

            foreach (int number in SmallerNumbers(drawn.Values[key.FullName]))
            {
                yield return drawn.With(key, Wording.Plain(number));
            }
        }
    }

    private bool IsPinned(Key key) => check.Pinned.ContainsKey(key.FullName);

    private static IEnumerable<int> SmallerNumbers(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            yield break;
        }

        for (int smaller = 1; smaller < number; smaller *= 2)
        {
            yield return smaller;
        }

        // What has to be divided by another number still is.
        yield return number / 3;
        yield return number / 2;
        yield return number - 1;
    }
}
