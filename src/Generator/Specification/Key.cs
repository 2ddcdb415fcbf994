using System.Collections.Generic;
using Weft.Generator.Diagnostics;

namespace Weft.Generator.Specification;

/// <summary>One key of a spec: its name and what its value may be.</summary>
/// <param name="name">The name inside its mapping: <c>length</c>.</param>
/// <param name="section">The mapping it belongs to; null at the top.</param>
internal abstract class Key(string name, string? section = null)
{
    public string Name { get; } = name;

    /// <summary>The name in messages: <c>training.length</c>.</summary>
    public string FullName { get; } = section is null ? name : $"{section}.{name}";

    /// <summary>What the value may be, in the words of a message: a whole number from 1 to 1,024.</summary>
    public abstract string Expected { get; }

    /// <summary>The keys with a value that this one consists of: itself, or those of its mapping.</summary>
    public abstract IEnumerable<IValueKey> Values { get; }

    /// <summary>The value; null after adding what is wrong with it.</summary>
    public abstract object? Parse(YamlValue value, Problems problems);

    /// <summary>Says that a value is of another type than this key's.</summary>
    protected object? Mistyped(YamlValue value, Problems problems)
    {
        problems.Add(DiagnosticDescriptors.WrongType, value.Span, this.FullName, this.Expected, value.Description);

        return null;
    }

    /// <summary>Says that a value has the right type and a wrong size.</summary>
    protected object? OutOfRange(YamlValue value, Problems problems)
    {
        problems.Add(DiagnosticDescriptors.OutOfRange, value.Span, this.FullName, this.Expected, Wording.Show(((YamlScalar)value).Text));

        return null;
    }
}

/// <summary>A key whose value is a <typeparamref name="T"/>.</summary>
internal abstract class Key<T>(string name, string? section = null) : Key(name, section)
    where T : notnull
{
}

/// <summary>A key with a value of its own, no mapping.</summary>
internal interface IValueKey
{
    /// <inheritdoc cref="Key.Name"/>
    string Name { get; }

    /// <inheritdoc cref="Key.FullName"/>
    string FullName { get; }

    /// <summary>What the value decides. Every key has to say so: hashes and model files are made of it.</summary>
    Meaning Meaning { get; }

    /// <summary>The value in a model, as a spec would have it.</summary>
    string Show(ModelSpecification model);
}

/// <summary>A key with a single value.</summary>
internal abstract class ValueKey<T>(string name, string? section = null) : Key<T>(name, section), IValueKey
    where T : notnull
{
    public required Meaning Meaning { get; init; }

    public override IEnumerable<IValueKey> Values => [this];

    public string Show(ModelSpecification model) => this.Meaning.ValueIn(model) is T value ? this.Show(value) : "none";

    /// <summary>A value as a spec would have it.</summary>
    protected abstract string Show(T value);
}
