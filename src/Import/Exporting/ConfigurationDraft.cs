using System;
using System.Buffers;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Text.Json;
using Weft.Import.Configuration;

namespace Weft.Import.Exporting;

/// <summary>A configuration in the making: the JSON of each value by its path, where dots stand between a mapping and its keys.</summary>
/// <param name="Values">The values; of a mapping <see cref="Mapping"/>, beside those in it.</param>
internal sealed record ConfigurationDraft(ImmutableSortedDictionary<string, string> Values)
{
    /// <summary>What stands for a mapping.</summary>
    public const string Mapping = "{}";

    private const string ClassKey = "architectures";
    private const string FamilyKey = "model_type";
    private static readonly JsonWriterOptions Written = new() { Indented = true, NewLine = "\n" };

    /// <summary>The configuration of a class without a key of its own.</summary>
    public static ConfigurationDraft Of(string modelType, string className) => new(ImmutableSortedDictionary
        .Create<string, string>(StringComparer.Ordinal)
        .Add(ClassKey, $"[\"{className}\"]")
        .Add(FamilyKey, $"\"{modelType}\""));

    /// <summary>Whether a key has a value.</summary>
    public bool Has(string path) => this.Values.ContainsKey(path);

    /// <summary>The same with another value, and the mappings that it is in.</summary>
    public ConfigurationDraft With(string path, string value)
    {
        ImmutableSortedDictionary<string, string> values = this.Values.SetItem(path, value);

        for (int dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            values = values.SetItem(path[..dot], Mapping);
        }

        return new ConfigurationDraft(values);
    }

    /// <summary>The same without a value and what is in it.</summary>
    public ConfigurationDraft Without(string path) =>
        new(this.Values.RemoveRange(
            [.. this.Values.Keys.Where(key => key == path || key.StartsWith($"{path}.", StringComparison.Ordinal))]));

    /// <summary>Whether a key says what the configuration is of.</summary>
    public static bool IsGiven(string path) => path is ClassKey or FamilyKey;

    /// <summary>As a reader of configurations finds it.</summary>
    public ConfigurationSection ToSection(ConfigurationProbe probe)
    {
        using JsonDocument document = JsonDocument.Parse(this.ToJson(default));

        return new ConfigurationSection("config.json", prefix: string.Empty, document.RootElement.Clone(), probe);
    }

    /// <summary>The text of the file.</summary>
    public override string ToString() => Encoding.UTF8.GetString(this.ToJson(Written).Span) + "\n";

    private ReadOnlyMemory<byte> ToJson(JsonWriterOptions options)
    {
        ArrayBufferWriter<byte> buffer = new();

        using (Utf8JsonWriter json = new(buffer, options))
        {
            json.WriteStartObject();
            this.Write(json, prefix: string.Empty);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, string prefix)
    {
        foreach ((string path, string value) in this.Values.Where(item => IsIn(prefix, item.Key)))
        {
            json.WritePropertyName(path[prefix.Length..]);

            if (value == Mapping)
            {
                json.WriteStartObject();
                this.Write(json, $"{path}.");
                json.WriteEndObject();
            }
            else
            {
                json.WriteRawValue(value);
            }
        }
    }

    private static bool IsIn(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && path.IndexOf('.', prefix.Length) < 0;
}
