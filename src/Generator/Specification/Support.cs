using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>
/// What this release reads and validates but does not generate yet, one line each. A feature is switched on by removing its line.
/// </summary>
internal static class Support
{
    private static readonly ImmutableArray<Gap> Gaps =
    [
        Choice(Keys.InferenceWeights, WeightStorage.BFloat16, static model => model.Inference.Weights),
        Choice(Keys.InferenceWeights, WeightStorage.Int8, static model => model.Inference.Weights),
    ];

    /// <summary>Adds everything the model asks for that is not generated yet.</summary>
    public static void Check(ModelSpecification model, Section top, Problems problems)
    {
        foreach (Gap gap in Gaps)
        {
            if (gap.Value(model) is string value && SectionOf(gap.Key, top) is Section section)
            {
                problems.Add(DiagnosticDescriptors.NotGeneratedYet, section.ValueSpan(gap.Key), gap.Key.FullName, value, gap.Instead());
            }
        }
    }

    // A default is never a gap, so the key of a gap stands in the file: at the top or in `inference`.
    private static Section? SectionOf(Key key, Section top) => top.Has(key) ? top : top.Find(Keys.Inference);

    private static Gap Choice<T>(ChoiceKey<T> key, T missing, Func<ModelSpecification, T> valueOf)
        where T : struct, Enum
        => new(key, model => valueOf(model).Equals(missing) ? key.NameOf(missing) : null, () => $"use {Generated(key)}") { Choice = key.NameOf(missing) };

    private static string Generated<T>(ChoiceKey<T> key)
        where T : struct, Enum
    {
        ImmutableArray<string> missing = [.. Gaps.Where(gap => gap.Key == key).Select(static gap => gap.Choice!)];

        return Wording.Join([.. key.Names.Where(name => !missing.Contains(name))], "or");
    }

    /// <param name="Key">The key concerned.</param>
    /// <param name="Value">The value that is not generated, or null where the model asks for another.</param>
    /// <param name="Instead">What can be written now.</param>
    private sealed record Gap(Key Key, Func<ModelSpecification, string?> Value, Func<string> Instead)
    {
        /// <summary>The name of a choice that is not generated.</summary>
        public string? Choice { get; init; }
    }
}
