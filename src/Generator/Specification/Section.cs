using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Diagnostics;

namespace Weft.Generator.Specification;

/// <summary>
/// A mapping read against its keys: unknown keys, duplicates and bad values are reported at once, and good values are kept until they are
/// asked for. One pass thus finds every problem of a single key, and rules over several keys skip what is missing.
/// </summary>
internal sealed class Section
{
    private readonly string? _name;
    private readonly ImmutableArray<Key> _keys;
    private readonly Problems _problems;
    private readonly Dictionary<string, YamlEntry> _entries = [];
    private readonly Dictionary<string, object> _values = [];
    private readonly HashSet<string> _misspelled = [];

    /// <param name="name">The key of the mapping; null at the top.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public Section(string? name, YamlMapping mapping, ImmutableArray<Key> keys, Problems problems)
    {
        _name = name;
        _keys = keys;
        _problems = problems;

        foreach (YamlEntry entry in mapping.Entries.TakeWhile(_ => !problems.Full))
        {
            this.Read(entry);
        }
    }

    /// <summary>Whether the spec has the key, with a good value or a bad one.</summary>
    public bool Has(Key key) => _entries.ContainsKey(key.Name);

    /// <summary>Where the key is.</summary>
    public TextSpan KeySpan(Key key) => _entries[key.Name].Key.Span;

    /// <summary>Where the key's value is, or the key itself if the value is empty.</summary>
    public TextSpan ValueSpan(Key key) => _entries[key.Name].Value is { Span.Length: > 0 } value ? value.Span : this.KeySpan(key);

    /// <summary>The items of the key's list, with their places; empty where there is none.</summary>
    public IEnumerable<YamlValue> Items(Key key) =>
        _entries.TryGetValue(key.Name, out YamlEntry? entry) && entry.Value is YamlSequence list ? list.Items : [];

    /// <summary>The value of a key that is present and valid; null otherwise.</summary>
    public T? Find<T>(Key<T> key)
        where T : struct
        => _values.TryGetValue(key.Name, out object? value) ? (T)value : null;

    /// <inheritdoc cref="Find{T}(Key{T})"/>
    public string? Find(Key<string> key) => _values.TryGetValue(key.Name, out object? value) ? (string)value : null;

    /// <inheritdoc cref="Find{T}(Key{T})"/>
    public Section? Find(SectionKey key) => _values.TryGetValue(key.Name, out object? value) ? (Section)value : null;

    /// <summary>The value, or <paramref name="absent"/> for a key that is missing; null for a bad value.</summary>
    public T? Find<T>(Key<T> key, T? absent)
        where T : struct
        => this.Has(key) ? this.Find(key) : absent;

    /// <summary>The value; null for a bad one, or after reporting that the key is missing.</summary>
    public T? Require<T>(Key<T> key, TextSpan place)
        where T : struct
    {
        this.RequirePresence(key, place);

        return this.Find(key);
    }

    /// <summary>Reports that a key is missing, unless an unknown key was already taken for a misspelling of it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="place">Where to report it.</param>
    /// <param name="alternative">What could be given instead, as the end of a sentence.</param>
    public void RequirePresence(Key key, TextSpan place, string alternative = "")
    {
        if (!this.Has(key) && !_misspelled.Contains(key.Name))
        {
            _problems.Add(DiagnosticDescriptors.MissingKey, place, key.FullName, key.Expected + alternative);
        }
    }

    private void Read(YamlEntry entry)
    {
        Key? key = _keys.FirstOrDefault(candidate => candidate.Name == entry.Key.Text);

        if (key is null)
        {
            this.ReportUnknown(entry.Key);
        }
        else if (_entries.TryGetValue(key.Name, out YamlEntry? first))
        {
            string line = Wording.Plain(_problems.LineOf(first.Key.Span));
            _problems.Add(DiagnosticDescriptors.DuplicateKey, entry.Key.Span, key.FullName, line);
        }
        else
        {
            _entries.Add(key.Name, entry);
            this.ReadValue(key, entry);
        }
    }

    private void ReadValue(Key key, YamlEntry entry)
    {
        if (entry.Value is YamlRefused)
        {
            return;
        }

        if (entry.Value is YamlScalar { IsNull: true } nothing)
        {
            _problems.Add(DiagnosticDescriptors.WrongType, this.ValueSpan(key), key.FullName, key.Expected, nothing.Description);
        }
        else if (key.Parse(entry.Value, _problems) is object value)
        {
            _values.Add(key.Name, value);
        }
    }

    private string Description => _name is null ? "a model specification" : $"'{_name}'";

    private void ReportUnknown(YamlScalar key)
    {
        string[] names = [.. _keys.Select(static candidate => candidate.Name)];
        string? synonym = _name is null ? Synonyms.Find(key.Text) : null;
        string? nearest = synonym ?? NearestName.Find(key.Text, names);
        string suggestion = nearest is null ? $"its keys are {Wording.Join(names)}" : $"did you mean '{nearest}'?";
        _problems.Add(DiagnosticDescriptors.UnknownKey, key.Span, Wording.Show(key.Text), this.Description, suggestion);

        if (nearest is not null)
        {
            _misspelled.Add(nearest);
        }
    }
}
