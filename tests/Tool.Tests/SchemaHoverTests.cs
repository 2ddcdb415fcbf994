using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>What editors show of a key: a text and an example, which the key's own rule allows.</summary>
public sealed class SchemaHoverTests
{
    private static readonly JsonElement Schema =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "weft.schema.json"))).RootElement;

    [Fact]
    public void EveryKey_HasATextAndAnExample()
    {
        (string Path, JsonElement Key)[] keys = [.. Keys(Schema, prefix: string.Empty)];

        Assert.True(keys.Length > 90, $"{keys.Length} keys");
        Assert.All(keys, static item =>
        {
            Assert.True(item.Key.TryGetProperty("description", out JsonElement text) && text.GetString()!.EndsWith('.'), item.Path);
            Assert.True(item.Key.TryGetProperty("examples", out JsonElement examples) && examples.GetArrayLength() > 0, item.Path);
            Assert.All(examples.EnumerateArray(), example => Assert.True(IsAllowed(item.Key, example), $"{item.Path}: {example}"));
        });
    }

    /// <summary>An import beside a schema points there, as a new specification does.</summary>
    [Fact]
    public void ImportedSpecification_PointsToTheSchemaAbove()
    {
        using TemporaryFolder folder = new();
        _ = folder.Write("weft.schema.json", "{}");
        WeftCommand.Run("import", Path.Combine(AppContext.BaseDirectory, "gpt2"), "--output", folder.PathOf("models")).Lines();

        Assert.Equal("# yaml-language-server: $schema=../weft.schema.json", File.ReadLines(folder.PathOf("models/gpt2.yaml")).First());
        WeftCommand.Run("check", folder.PathOf("models/gpt2.yaml")).Lines();
    }

    private static IEnumerable<(string Path, JsonElement Key)> Keys(JsonElement mapping, string prefix) =>
        mapping.TryGetProperty("properties", out JsonElement properties)
            ? properties.EnumerateObject().SelectMany(item => Forms(item.Value)
                .SelectMany(form => Keys(form, $"{prefix}{item.Name}."))
                .Prepend(($"{prefix}{item.Name}", item.Value)))
            : [];

    // A key may be a number or a mapping.
    private static IEnumerable<JsonElement> Forms(JsonElement key) =>
        key.TryGetProperty("oneOf", out JsonElement forms) && !key.TryGetProperty("type", out _) ? forms.EnumerateArray() : [key];

    private static bool IsAllowed(JsonElement key, JsonElement value) => Forms(key).Any(form =>
        form.TryGetProperty("enum", out JsonElement values) ? values.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value))
        : form.GetProperty("type").GetString() switch
        {
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole) && IsInRange(form, whole),
            "number" => value.ValueKind == JsonValueKind.Number && IsInRange(form, value.GetDouble()),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "string" => value.ValueKind == JsonValueKind.String,
            "array" => value.ValueKind == JsonValueKind.Array
                && value.EnumerateArray().All(item => IsAllowed(form.GetProperty("items"), item)),
            _ => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(item =>
                form.GetProperty("properties").TryGetProperty(item.Name, out JsonElement inner) && IsAllowed(inner, item.Value)),
        });

    private static bool IsInRange(JsonElement key, double value) =>
        (!key.TryGetProperty("minimum", out JsonElement least) || value >= least.GetDouble())
        && (!key.TryGetProperty("exclusiveMinimum", out JsonElement above) || value > above.GetDouble())
        && (!key.TryGetProperty("maximum", out JsonElement most) || value <= most.GetDouble())
        && (!key.TryGetProperty("exclusiveMaximum", out JsonElement below) || value < below.GetDouble());
}
