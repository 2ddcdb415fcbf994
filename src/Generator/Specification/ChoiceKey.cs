using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Diagnostics;

namespace Weft.Generator.Specification;

/// <summary>A key that takes one name, or a list of names, from a fixed set.</summary>
internal interface IChoiceKey
{
    /// <summary>The names, in the order of the documentation.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The name an absent key stands for; null where it depends on other keys or has to be given.</summary>
    string? DefaultName { get; }
}

/// <summary>The names of a fixed set and what they mean.</summary>
internal sealed class Choices<T>(params (string Name, T Value)[] choices)
    where T : struct, Enum
{
    public ImmutableArray<string> Names { get; } = choices.Select(static choice => choice.Name).ToImmutableArray();

    /// <summary>Names that a reader may well expect, and why they are none of these.</summary>
    public ImmutableDictionary<string, string> Refused { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The names of the flags in a value.</summary>
    public IEnumerable<string> NamesIn(T value) =>
        choices.Where(choice => value.HasFlag(choice.Value)).Select(static choice => choice.Name);

    public string NameOf(T value) => choices.Single(choice => choice.Value.Equals(value)).Name;

    /// <summary>The value of a name; null after saying which names there are.</summary>
    public T? Find(Key key, string name, TextSpan span, Problems problems)
    {
        foreach ((string Name, T Value) choice in choices)
        {
            if (choice.Name == name)
            {
                return choice.Value;
            }
        }

        problems.Add(DiagnosticDescriptors.UnknownValue, span, key.FullName, Wording.Show(name), this.Objection(name));

        return null;
    }

    private string Objection(string name)
    {
        string allowed = this.Names.Length == 1 ? $"allowed is {this.Names[0]}" : $"allowed are {Wording.Join(this.Names)}";

        if (this.Refused.TryGetValue(name, out string? reason))
        {
            return $"{reason}; {allowed}";
        }

        return NearestName.Find(name, this.Names) is string nearest ? $"{allowed}; did you mean '{nearest}'?" : allowed;
    }
}

/// <summary>One name from a fixed set.</summary>
internal sealed class ChoiceKey<T>(string name, Choices<T> choices, T? value, string? section = null)
    : ValueKey<T>(name, section), IChoiceKey
    where T : struct, Enum
{
    /// <summary>The value of an absent key; null where it depends on other keys or has to be given.</summary>
    public T? Default { get; } = value;

    public IReadOnlyList<string> Names => choices.Names;

    public string? DefaultName => this.Default is T present ? choices.NameOf(present) : null;

    public override string Expected => choices.Names.Length > 1 ? $"one of {Wording.Join(choices.Names)}" : choices.Names[0];

    public string NameOf(T choice) => choices.NameOf(choice);

    public override object? Parse(YamlValue value, Problems problems) =>
        value is YamlScalar scalar ? choices.Find(this, scalar.Text, scalar.Span, problems) : this.Mistyped(value, problems);

    protected override string Show(T value) => choices.NameOf(value);
}

/// <summary>A list of different names from a fixed set, in any order.</summary>
internal abstract class ChoiceListKey<T>(string name, Choices<T> choices, string? section = null) : ValueKey<T>(name, section), IChoiceKey
    where T : struct, Enum
{
    public IReadOnlyList<string> Names => choices.Names;

    public string? DefaultName => null;

    public override string Expected => $"a list of {Wording.Join(choices.Names)}";

    public override object? Parse(YamlValue value, Problems problems)
    {
        if (value is not YamlSequence { Items.Length: > 0 } sequence)
        {
            string description = value is YamlSequence ? "an empty list" : value.Description;
            problems.Add(DiagnosticDescriptors.WrongType, value.Span, this.FullName, this.Expected, description);

            return null;
        }

        int flags = 0;
        bool good = true;

        foreach (YamlValue item in sequence.Items.TakeWhile(_ => !problems.Full))
        {
            good &= this.Add(ref flags, item, problems);
        }

        return good ? Enum.ToObject(typeof(T), flags) : null;
    }

    protected override string Show(T value) => $"[{string.Join(", ", choices.NamesIn(value))}]";

    private bool Add(ref int flags, YamlValue item, Problems problems)
    {
        if (item is not YamlScalar scalar)
        {
            _ = item is YamlRefused ? null : this.Mistyped(item, problems);

            return false;
        }

        if (choices.Find(this, scalar.Text, scalar.Span, problems) is not T choice)
        {
            return false;
        }

        int flag = Convert.ToInt32(choice, CultureInfo.InvariantCulture);

        if ((flags & flag) != 0)
        {
            problems.Add(DiagnosticDescriptors.UnknownValue, scalar.Span, this.FullName, scalar.Text, "it stands in the list already");
        }

        flags |= flag;

        return true;
    }
}

/// <summary>A list of different instruction sets.</summary>
internal sealed class InstructionSetsKey(string name) : ChoiceListKey<InstructionSets>(
    name,
    new(
        ("avx512", InstructionSets.Avx512),
        ("avx2", InstructionSets.Avx2),
        ("neon", InstructionSets.Neon),
        ("portable", InstructionSets.Portable)));

/// <summary>A list of different projections of layers.</summary>
internal sealed class ProjectionsKey(string name, string section) : ChoiceListKey<Projections>(
    name,
    new(
        ("query", Projections.Query),
        ("key", Projections.Key),
        ("value", Projections.Value),
        ("output", Projections.Output),
        ("up", Projections.Up),
        ("gate", Projections.Gate),
        ("down", Projections.Down)),
    section);
