using System.Collections.Generic;
using System.Linq;

namespace Weft.Generator.Specification;

/// <summary>
/// The keys that decide what a model computes from its parameters and that the parameters' own names and shapes do not tell. Model
/// files carry them: two models with equal tensors must not load each other's files. What only training needs
/// (dropout, capacities) and how long sequences may be are not among them.
/// </summary>
internal static class FunctionText
{
    private const string Separator = "; ";
    private const int LineLength = 100;

    /// <summary>
    /// Keys and values as in a spec, every default written out: <c>heads: 4; activation: gelu; ...</c>, in pieces of a line's length.
    /// </summary>
    public static IReadOnlyList<string> Of(ModelSpecification model)
    {
        List<string> lines = [];
        string line = string.Empty;

        foreach (string setting in Settings(model))
        {
            if (line.Length + Separator.Length + setting.Length > LineLength)
            {
                lines.Add(line);
                line = string.Empty;
            }

            line += setting + Separator;
        }

        lines.Add(line.Substring(0, line.Length - Separator.Length));

        return lines;
    }

    private static IEnumerable<string> Settings(ModelSpecification model) => SpecificationKeys.Values
        .Where(key => key.Meaning.Effect == KeyEffect.Function && key.Meaning.AppliesTo(model))
        .Select(key => $"{key.Name}: {key.Show(model)}");
}
