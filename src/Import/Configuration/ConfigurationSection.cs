using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;

namespace Weft.Import.Configuration;

/// <summary>
/// A mapping of config.json. It notes which keys were asked for: one that nobody asked for may change what the model computes, and what
/// such a model computes would be plausible and wrong. A key whose value is null is absent.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="prefix">What stands before a key in messages: <c>rope_parameters.</c>, or nothing at the top.</param>
/// <param name="json">The mapping.</param>
/// <param name="probe">Who wants to know what is asked for; null for nobody.</param>
internal sealed class ConfigurationSection(string path, string prefix, JsonElement json, ConfigurationProbe? probe = null)
{
    // Rows of a table that a specification may have, and more than any other size.
    private const int LargestSize = 1 << 24;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigurationSection> _sections = new(StringComparer.Ordinal);

    /// <summary>Whether a key is there with a text.</summary>
    public bool IsText(string name) => this.Find(name) is { ValueKind: JsonValueKind.String };

    /// <summary>Whether a key is there with a value.</summary>
    public bool Has(string name) => this.Find(name) is not null;

    /// <summary>A size under the first of several names that is there.</summary>
    /// <exception cref="ImportException">None is, or it is no size.</exception>
    public int Integer(params ReadOnlySpan<string> names) => this.FindSize(names) ?? throw this.Missing(names[0]);

    /// <summary>A size, or null.</summary>
    /// <exception cref="ImportException">It is something else than a whole number of the range of sizes.</exception>
    public int? FindSize(params ReadOnlySpan<string> names) => this.FindInteger(names) is not int size || size is > 0 and <= LargestSize
        ? this.FindInteger(names)
        : throw this.Mistyped(this.FindFirst(names, KeyKind.Integer)!.Value.Name, $"a whole number from 1 to {LargestSize}");

    /// <summary>A whole number, or null.</summary>
    public int? FindInteger(params ReadOnlySpan<string> names) => this.FindFirst(names, KeyKind.Integer) is (string name, JsonElement value)
        ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw this.Mistyped(name, "a whole number")
        : null;

    /// <summary>A number, or null.</summary>
    public float? FindNumber(params ReadOnlySpan<string> names) => this.FindFirst(names, KeyKind.Number) is (string name, JsonElement value)
        ? value.ValueKind == JsonValueKind.Number ? (float)value.GetDouble() : throw this.Mistyped(name, "a number")
        : null;

    /// <summary>true or false; <paramref name="absent"/> where it is not said.</summary>
    public bool Boolean(string name, bool absent) => this.Find(name, KeyKind.Boolean) is JsonElement value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw this.Mistyped(name, "true or false")
        : absent;

    /// <summary>A text, or null.</summary>
    public string? FindText(params ReadOnlySpan<string> names) => this.FindText(known: [], names);

    /// <summary>A text of which some are known, or null; whoever asks refuses the others.</summary>
    public string? FindText(ImmutableArray<string> known, params ReadOnlySpan<string> names) =>
        this.FindFirst(names, KeyKind.Text, known) is (string name, JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw this.Mistyped(name, "a text")
            : null;

    /// <summary>A list of texts; empty where it is not there.</summary>
    /// <param name="name">The key.</param>
    /// <param name="known">The two texts that whoever asks knows, one for each kind of layers; empty for any.</param>
    public ImmutableArray<string> Texts(string name, params ImmutableArray<string> known) =>
        this.Find(name, KeyKind.Texts, known) is JsonElement value
            ? value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
                ? [.. value.EnumerateArray().Select(static item => item.GetString()!)]
                : throw this.Mistyped(name, "a list of texts")
            : [];

    /// <summary>A list of whole numbers; empty where it is not there.</summary>
    public ImmutableArray<int> Integers(string name) => this.Find(name, KeyKind.Integers) is JsonElement value
        ? value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static item => item.TryGetInt32(out _))
            ? [.. value.EnumerateArray().Select(static item => item.GetInt32())]
            : throw this.Mistyped(name, "a list of whole numbers")
        : [];

    /// <summary>How many keys a mapping in this one has; null without it.</summary>
    public int? Count(string name) => this.Find(name) is { ValueKind: JsonValueKind.Object } value ? value.EnumerateObject().Count() : null;

    /// <summary>A mapping in this one, or null.</summary>
    public ConfigurationSection? FindSection(string name)
    {
        if (this.Find(name, KeyKind.Section) is not JsonElement value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw this.Mistyped(name, "a mapping");
        }

        // One for all who ask, each of whom may read another part of it.
        if (!_sections.TryGetValue(name, out ConfigurationSection? section))
        {
            section = new ConfigurationSection(path, $"{prefix}{name}.", value, probe);
            _sections.Add(name, section);
        }

        return section;
    }

    /// <summary>That a key has a value that this importer has no arithmetic for.</summary>
    public ImportException Unsupported(string name)
    {
        string value = json.TryGetProperty(name, out JsonElement found) ? found.GetRawText() : "absent";
        probe?.Refuse($"{prefix}{name}");

        return new ImportException(path, $"'{prefix}{name}: {value}' changes the arithmetic and is not supported.");
    }

    /// <summary>That there is more of something than a model can have.</summary>
    public ImportException TooMany(string what, int most) => new(path, $"the model has more than {most} {what}.");

    /// <summary>Checks that a key, where it is there, has the one value that is supported.</summary>
    /// <exception cref="ImportException">It has the other.</exception>
    public void Require(string name, bool value)
    {
        if (this.Boolean(name, absent: value) != value)
        {
            throw this.Unsupported(name);
        }
    }

    /// <summary>Checks that each key was asked for, has no say in the arithmetic, or has the value that changes nothing.</summary>
    /// <exception cref="ImportException">One is not.</exception>
    public void CheckAllRead() => this.CheckAllRead(KnownKeys.ChangesNothing);

    /// <summary>The same of a file whose keys are others.</summary>
    /// <param name="changesNothing">Whether a key that nobody asked for changes nothing with this value.</param>
    /// <exception cref="ImportException">One has.</exception>
    public void CheckAllRead(Func<string, JsonElement, bool> changesNothing)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (!_read.Contains(property.Name) && !changesNothing(property.Name, property.Value))
            {
                throw this.Unsupported(property.Name);
            }
        }

        foreach (ConfigurationSection section in _sections.Values)
        {
            section.CheckAllRead(changesNothing);
        }
    }

    private JsonElement? Find(string name)
    {
        _ = _read.Add(name);

        return json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private JsonElement? Find(string name, KeyKind kind, ImmutableArray<string> known = default)
    {
        probe?.Ask(new ConfigurationKey($"{prefix}{name}", kind, known.IsDefault ? [] : known));

        return this.Find(name);
    }

    // All names are noted: a folder may carry the old spelling beside the new one. The first is the one to write.
    private (string Name, JsonElement Value)? FindFirst(ReadOnlySpan<string> names, KeyKind kind, ImmutableArray<string> known = default)
    {
        (string, JsonElement)? first = null;
        probe?.Ask(new ConfigurationKey($"{prefix}{names[0]}", kind, known.IsDefault ? [] : known));

        foreach (string name in names)
        {
            if (this.Find(name) is JsonElement value)
            {
                first ??= (name, value);
            }
        }

        return first;
    }

    private ImportException Missing(string name)
    {
        probe?.Refuse($"{prefix}{name}");

        return new ImportException(path, $"'{prefix}{name}' is missing.");
    }

    private ImportException Mistyped(string name, string expected) =>
        new(path, $"'{prefix}{name}: {json.GetProperty(name).GetRawText()}' should be {expected}.");
}
