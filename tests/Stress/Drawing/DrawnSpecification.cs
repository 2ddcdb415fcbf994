using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator;
using Weft.Generator.Specification;

namespace Weft.Stress.Drawing;

/// <summary>A specification as the values of its keys, each as YAML would have it, by the keys' full names.</summary>
/// <param name="Values">The values; a mapping is there with its first key and gone with its last.</param>
internal sealed record DrawnSpecification(ImmutableDictionary<string, string> Values)
{
    /// <summary>The same without a key, or without a whole mapping.</summary>
    public DrawnSpecification Without(Key key) =>
        new(key is SectionKey section ? this.Values.RemoveRange(section.Keys.Select(static inner => inner.FullName)) : this.Values.Remove(key.FullName));

    /// <summary>The same with another value.</summary>
    public DrawnSpecification With(Key key, string value) => new(this.Values.SetItem(key.FullName, value));

    /// <summary>Whether a key, or a key of a mapping, has a value.</summary>
    public bool Has(Key key) => key is SectionKey section ? section.Keys.Any(this.Has) : this.Values.ContainsKey(key.FullName);

    /// <summary>The file, a key a line, so that the line of a problem tells its key.</summary>
    public string ToYaml() => string.Concat(this.Lines().Select(static line => line.Text + "\n"));

    /// <summary>What the generator makes of it.</summary>
    public SpecificationResult Read() => ModelCompiler.Read("drawn.yaml", this.ToYaml(), "Weft.Compiled");

    /// <summary>The key of every line.</summary>
    public ImmutableArray<Key> KeysOfLines() => [.. this.Lines().Select(static line => line.Key)];

    /// <summary>The values of a file that was written by <see cref="ToYaml"/>, comments left out.</summary>
    public static DrawnSpecification Parse(string text)
    {
        ImmutableDictionary<string, string>.Builder values = ImmutableDictionary.CreateBuilder<string, string>();
        string section = "";

        foreach (string line in text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string value = line[(colon + 1)..].Trim();
            section = line[0] == ' ' ? section : line[..colon] + ".";

            if (value.Length > 0)
            {
                values[line[0] == ' ' ? section + line[..colon].Trim() : line[..colon]] = value;
            }
        }

        return new DrawnSpecification(values.ToImmutable());
    }

    private IEnumerable<(Key Key, string Text)> Lines()
    {
        foreach (Key key in SpecificationKeys.All.Where(this.Has))
        {
            yield return (key, key is SectionKey ? $"{key.Name}:" : $"{key.Name}: {this.Values[key.FullName]}");

            foreach (Key inner in key is SectionKey section ? section.Keys.Where(this.Has) : [])
            {
                yield return (inner, $"  {inner.Name}: {this.Values[inner.FullName]}");
            }
        }
    }
}
