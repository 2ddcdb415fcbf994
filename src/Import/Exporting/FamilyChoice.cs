using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Families;
using Weft.Import.Tensors;

namespace Weft.Import.Exporting;

/// <summary>Chooses the family whose files can hold a model.</summary>
internal sealed class FamilyChoice(ModelForm form)
{
    private const int MostKeysInMessage = 3;

    // Of families that say the same, those come first that most programs read.
    private static readonly ImmutableArray<Family> Order =
        [.. new[] { Llama.Family, Gpt2.Family, Bert.Family, Bart.Family, Mistral.Family }.Union(FamilyList.All)];

    private readonly Candidates _candidates = new(form);

    /// <summary>The configuration of the first family that has all keys of the model.</summary>
    /// <param name="name">The family to take; null for any.</param>
    /// <exception cref="ExportException">There is none; the message names the key.</exception>
    public FoundConfiguration Find(string? name)
    {
        Family[] all = [.. Order.Where(family => name is null || family.ModelType == name)];
        Family[] fitting = [.. all.Where(this.HasPlaces)];
        List<(FoundConfiguration Found, FormDifference[] Differences)> near = [];

        foreach (FoundConfiguration found in (fitting.Length > 0 ? fitting : all).SelectMany(this.Configurations))
        {
            FormDifference[] differences = [.. form.Differences(found.Specification)];

            if (differences.Length == 0)
            {
                return found;
            }

            near.Add((found, differences));
        }

        throw near.Count == 0
            ? new ExportException($"{form.Model.Name}: {name ?? "no family"} has no model like it.")
            : this.Refusal(name, near.MinBy(static item => item.Differences.Length));
    }

    // Whether every parameter has a rule.
    private bool HasPlaces(Family family) => form.Parameters.Keys
        .All(parameter => family.Rules.Any(rule => NamePattern.Match(rule.Target, parameter) is not null));

    // Classes of one output are alike: the first that comes near stands for them.
    private IEnumerable<FoundConfiguration> Configurations(Family family)
    {
        foreach (string className in family.Classes)
        {
            if (new ConfigurationSearch(family, className, form, _candidates).Run() is FoundConfiguration found)
            {
                yield return found;
            }
        }
    }

    private ExportException Refusal(string? name, (FoundConfiguration Found, FormDifference[] Differences) nearest)
    {
        string family = nearest.Found.Family.ModelType;
        string[] keys =
        [
            .. nearest.Differences.Where(static difference => !difference.IsParameter)
                .Select(static difference => $"'{difference.Key}: {difference.Own}' and not '{difference.Key}: {difference.Theirs}'"),
        ];
        string[] parameters =
        [
            .. nearest.Differences.Where(static difference => difference.IsParameter)
                .Select(static difference =>
                    difference.Own is null ? $"the parameter '{difference.Key}'" : $"no parameter '{difference.Key}'"),
        ];
        string differences = string.Join(", ", (keys.Length > 0 ? keys : parameters).Take(MostKeysInMessage));

        return new ExportException(name is null
            ? $"no family has all that {form.Model.Name} has; the nearest is {family}, but {form.Model.Name} has {differences}."
            : $"{family} has no model like {form.Model.Name}, which has {differences}.");
    }
}
