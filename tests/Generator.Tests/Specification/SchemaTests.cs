using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>The JSON Schema that editors read says what the reader's key table says: keys, types, ranges, choices and defaults.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = Load();

    [Fact]
    public void Keys_OfSchemaAndReader_AreTheSame() => AssertKeys(SpecificationKeys.All, Schema);

    [Fact]
    public void RequiredKeys_AreThoseWhoseAbsenceIsAProblem()
    {
        string[] missing = [.. Specs.Read("bias: true").Problems.Select(static problem => problem.Arguments[0])];

        // Tokens and their longest sequence, unless there is an image; heads, unless a recurrence stands in the place of attention.
        JsonElement[] cases = [.. Schema.GetProperty("allOf").EnumerateArray()];
        IEnumerable<string> ofCases = cases.SelectMany(static item => Strings(item.GetProperty("else").GetProperty("required")));

        Assert.Equal(["image", "mixer"], cases.SelectMany(static item => Strings(item.GetProperty("if").GetProperty("required"))));
        Assert.Equal(missing.Order(), Strings(Schema.GetProperty("required")).Concat(ofCases).Order());
    }

    [Fact]
    public void OtherKeys_AreRefused() => Assert.False(Schema.GetProperty("additionalProperties").GetBoolean());

    [Theory]
    [MemberData(nameof(AllKeys))]
    public void Key_HasTheSameTypeRangeAndDefault(string name)
    {
        Key key = Flatten().Single(candidate => candidate.FullName == name);
        JsonElement property = Find(name);

        AssertType(key, property);
        Assert.True(key is SidesKey or SectionKey || property.GetProperty("description").GetString()!.EndsWith('.'), name);
    }

    public static TheoryData<string> AllKeys() => [.. Flatten().Select(static key => key.FullName)];

    private static IEnumerable<Key> Flatten() =>
        SpecificationKeys.All.SelectMany(static key => key is SectionKey section ? [key, .. section.Keys] : new[] { key });

    private static void AssertType(Key key, JsonElement property)
    {
        switch (key)
        {
            case IntegerKey integer:
                AssertInteger(integer, property);
                Assert.Equal(integer.Default?.ToString(CultureInfo.InvariantCulture), Default(property));
                break;
            case NumberKey number:
                AssertNumber(number, property);
                break;
            case BooleanKey boolean:
                Assert.Equal("boolean", Type(property));
                Assert.Equal(boolean.Default?.ToString().ToLowerInvariant(), Default(property));
                break;
            case InstructionSetsKey list:
                Assert.Equal("array", Type(property));
                Assert.Equal(list.Names, Strings(property.GetProperty("items").GetProperty("enum")));
                break;
            case PatternKey pattern:
                Assert.Equal("array", Type(property));
                Assert.Equal(pattern.Names, Strings(property.GetProperty("items").GetProperty("enum")));
                break;
            case IChoiceKey choice:
                Assert.Equal(choice.Names, Strings(property.GetProperty("enum")));
                Assert.Equal(choice.DefaultName, Default(property));
                break;
            case SidesKey sides:
                AssertInteger(sides.Both, property.GetProperty("oneOf")[0]);
                AssertKeys(sides.Keys, property.GetProperty("oneOf")[1]);
                break;
            case SectionKey section:
                AssertKeys(section.Keys, property);
                break;
            default:
                Assert.Equal("string", Type(property));
                Assert.IsType<NameKey>(key);
                break;
        }
    }

    private static void AssertKeys(ImmutableArray<Key> keys, JsonElement mapping) => Assert.Equal(
        keys.Select(static key => key.Name), mapping.GetProperty("properties").EnumerateObject().Select(static property => property.Name));

    private static void AssertInteger(IntegerKey key, JsonElement property)
    {
        Assert.Equal("integer", Type(property));
        Assert.Equal(key.Minimum, property.GetProperty("minimum").GetInt32());
        Assert.Equal(key.Maximum, property.GetProperty("maximum").GetInt32());
    }

    // The reader's range is a function: it must say the same as the schema's bounds on and beside them.
    private static void AssertNumber(NumberKey key, JsonElement property)
    {
        Assert.Equal("number", Type(property));
        Assert.Equal(key.Default, property.TryGetProperty("default", out JsonElement value) ? value.GetSingle() : null);

        foreach ((string bound, bool inside, float step) in new[]
        {
            ("minimum", true, -1f), ("maximum", true, 1f), ("exclusiveMinimum", false, -1f), ("exclusiveMaximum", false, 1f),
        })
        {
            if (property.TryGetProperty(bound, out JsonElement limit))
            {
                Assert.Equal(inside, Accepts(key, limit.GetSingle()));
                Assert.False(Accepts(key, limit.GetSingle() + step));
            }
        }
    }

    private static bool Accepts(NumberKey key, float value) =>
        !Specs.Read(Specs.TinyWith(Line(key, value.ToString(CultureInfo.InvariantCulture)))).Problems.Any(static problem => problem.Id == "WEFT009");

    private static string Line(NumberKey key, string value) =>
        key.FullName.Split('.') is [string section, string name] ? $"{section}: {{{name}: {value}}}" : $"{key.Name}: {value}";

    private static JsonElement Find(string name) => name.Split('.').Aggregate(
        Schema, static (parent, part) => parent.GetProperty("properties").GetProperty(part));

    private static string? Type(JsonElement property) => property.GetProperty("type").GetString();

    private static string? Default(JsonElement property) => property.TryGetProperty("default", out JsonElement value) ? value.ToString().ToLowerInvariant() : null;

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(static item => item.GetString()!)];

    private static JsonElement Load()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "weft.schema.json")));

        return document.RootElement.Clone();
    }
}
