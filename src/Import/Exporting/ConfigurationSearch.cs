using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Families;
using Weft.Import.Specifications;

namespace Weft.Import.Exporting;

/// <summary>
/// Finds the configuration that a family's reader takes for a given model: the reader turned round. Key after key gets the value that
/// brings what is read nearest to the model, until nothing differs. What the reader does not ask for is not written, and what is found
/// has been read: there is no second table of keys that could contradict the first.
/// </summary>
internal sealed class ConfigurationSearch(Family family, string className, ModelForm form, Candidates candidates)
{
    // Keys that are asked for only where another one has a value: a mapping, its type, what that type needs.
    private const int MostNested = 3;
    private const int MostSwitches = 2;
    private const int MostRounds = 8;
    private const int MostMissing = 64;

    /// <summary>The nearest configuration; null where the class cannot be read at all.</summary>
    public FoundConfiguration? Run()
    {
        Attempt? start = this.Start();

        if (start is null || form.IsOfOtherKind(start.Specification!))
        {
            return null;
        }

        Attempt found = this.Approach(start);

        if (found.Distance == 0)
        {
            found = this.Prune(found);
            found = this.AddMappings(this.Spell(found, found.Keys));
        }

        return new FoundConfiguration(family, className, found.Draft, found.Specification!);
    }

    // Every key that cannot be missing gets a value. As many as there are layers: lists have that length, and it divides itself.
    private Attempt? Start()
    {
        Attempt attempt = this.Try(ConfigurationDraft.Of(family.ModelType, className));
        string layers = $"{Math.Max(form.Layers.Encoder, form.Layers.Decoder)}";

        for (int i = 0; i < MostMissing && !attempt.IsRead; i++)
        {
            ConfigurationKey? key = attempt.Keys.FirstOrDefault(key => key.Path == attempt.Refused);
            Attempt failed = attempt;
            IEnumerable<string> values = key is null ? []
                : key.Kind == KeyKind.Integer && !attempt.Draft.Has(key.Path) ? candidates.Of(key).Prepend(layers)
                : candidates.Of(key);
            Attempt? next = values.Select(value => this.Try(failed.Draft.With(key!.Path, value)))
                .FirstOrDefault(next => next.IsRead || next.Refused != failed.Refused);

            if (next is null)
            {
                return null;
            }

            attempt = next;
        }

        return attempt.IsRead ? attempt : null;
    }

    private Attempt Approach(Attempt attempt)
    {
        for (int round = 0; round < MostRounds && attempt.Distance > 0; round++)
        {
            int before = attempt.Distance;
            attempt = this.Improve(attempt, attempt.Keys, nested: 0);

            if (attempt.Distance == before)
            {
                attempt = this.ImproveTogether(attempt, MostSwitches);

                if (attempt.Distance == before)
                {
                    break;
                }
            }
        }

        return attempt;
    }

    private Attempt Improve(Attempt attempt, IReadOnlyList<ConfigurationKey> keys, int nested)
    {
        foreach (ConfigurationKey key in keys)
        {
            foreach (string value in candidates.Of(key))
            {
                Attempt next = this.TryNested(attempt, key, value, nested);
                attempt = next.Distance < attempt.Distance ? next : attempt;

                if (attempt.Distance == 0)
                {
                    return attempt;
                }
            }
        }

        return attempt;
    }

    // A value that lets the reader ask for more is judged with what it then asks for.
    private Attempt TryNested(Attempt attempt, ConfigurationKey key, string value, int nested)
    {
        Attempt next = this.Try(attempt.Draft.With(key.Path, value));
        HashSet<string> known = [.. attempt.Keys.Select(static key => key.Path)];
        ConfigurationKey[] added = nested < MostNested ? [.. next.Keys.Where(key => !known.Contains(key.Path))] : [];

        return added.Length > 0 ? this.Improve(next, added, nested + 1) : next;
    }

    // Keys that only together come nearer: one or two are switches, and a number is what they switch.
    private Attempt ImproveTogether(Attempt attempt, int switches)
    {
        IEnumerable<Attempt> switched =
            from key in attempt.Keys
            where key.Kind is KeyKind.Boolean or KeyKind.Texts or KeyKind.Integers && !attempt.Draft.Has(key.Path)
            from value in candidates.Of(key)
            let next = this.Try(attempt.Draft.With(key.Path, value))
            where next.Distance == attempt.Distance
            select next;

        foreach (Attempt start in switched)
        {
            ConfigurationKey[] numbers = [.. start.Keys.Where(key => key.Kind == KeyKind.Integer && !start.Draft.Has(key.Path))];
            Attempt next = this.Improve(start, numbers, MostNested);
            next = next.Distance == attempt.Distance && switches > 1 ? this.ImproveTogether(start, switches - 1) : next;

            if (next.Distance < attempt.Distance)
            {
                return next;
            }
        }

        return attempt;
    }

    // What was tried on the way, and has no say in the end. What is in a mapping goes before the mapping.
    private Attempt Prune(Attempt exact)
    {
        foreach (string path in exact.Draft.Values.Keys.Reverse().Where(static path => !ConfigurationDraft.IsGiven(path)))
        {
            Attempt without = this.Try(exact.Draft.Without(path));
            exact = without.Distance == 0 ? without : exact;
        }

        return exact;
    }

    // Keys that have a say are written even where they have the value that they have without it.
    private Attempt Spell(Attempt exact, IEnumerable<ConfigurationKey> keys)
    {
        foreach (ConfigurationKey key in keys.Where(key => key.Kind != KeyKind.Section && !exact.Draft.Has(key.Path)))
        {
            Attempt[] attempts = [.. candidates.Of(key).Select(value => this.Try(exact.Draft.With(key.Path, value)))];
            bool matters = attempts.Any(attempt => attempt.Distance > 0 && (attempt.IsRead || key.Kind == KeyKind.Text));
            exact = matters && attempts.FirstOrDefault(static attempt => attempt.Distance == 0) is Attempt same ? same : exact;
        }

        return exact;
    }

    // Where a mapping may say the same as keys at the top, as newer versions of transformers have it, both say it.
    private Attempt AddMappings(Attempt exact)
    {
        foreach (ConfigurationKey key in exact.Keys.Where(key => key.Kind == KeyKind.Section && !exact.Draft.Has(key.Path)))
        {
            Attempt opened = this.Try(exact.Draft.With(key.Path, ConfigurationDraft.Mapping));

            if (opened.Distance == 0)
            {
                IEnumerable<ConfigurationKey> inner = opened.Keys
                    .Where(inner => inner.Path.StartsWith($"{key.Path}.", StringComparison.Ordinal));
                Attempt spelled = this.Spell(opened, inner);
                exact = spelled.Draft.Values.Count > opened.Draft.Values.Count ? this.AddMappings(spelled) : exact;
            }
        }

        return exact;
    }

    private Attempt Try(ConfigurationDraft draft)
    {
        ConfigurationProbe probe = new();

        try
        {
            ImportedSpecification specification = family.Read(draft.ToSection(probe));

            int distance = form.IsOfOtherKind(specification)
                ? int.MaxValue
                : form.Differences(specification).Sum(static item => item.Weight);

            return new Attempt(draft, probe.Keys, Refused: null, specification, distance);
        }
        catch (Exception exception)
            when (exception is ImportException or ArithmeticException or ArgumentException or InvalidOperationException)
        {
            return new Attempt(draft, probe.Keys, probe.Refused, Specification: null, int.MaxValue);
        }
    }

    /// <summary>A draft and what became of it.</summary>
    /// <param name="Draft">The draft.</param>
    /// <param name="Keys">The keys that the family asked for.</param>
    /// <param name="Refused">The key that it refused.</param>
    /// <param name="Specification">What it read; null where it refused.</param>
    /// <param name="Distance">How many keys of that differ from the model's.</param>
    private sealed record Attempt(
        ConfigurationDraft Draft, IReadOnlyList<ConfigurationKey> Keys, string? Refused, ImportedSpecification? Specification, int Distance)
    {
        public bool IsRead => this.Specification is not null;
    }
}

/// <summary>The configuration of a class of a family that is nearest to a model.</summary>
/// <param name="Family">The family.</param>
/// <param name="ClassName">The class.</param>
/// <param name="Draft">Its keys.</param>
/// <param name="Specification">What the family reads there.</param>
internal sealed record FoundConfiguration(
    Family Family, string ClassName, ConfigurationDraft Draft, ImportedSpecification Specification);
