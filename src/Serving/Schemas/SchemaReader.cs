using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Weft.Serving;

/// <summary>Reads a schema into the automaton of its texts.</summary>
/// <param name="automaton">The automaton.</param>
/// <param name="root">The whole schema, which references begin at.</param>
internal sealed class SchemaReader(TextAutomaton automaton, JsonElement root)
{
    private const int MostDepth = 32;

    private static readonly string[] Describing =
    [
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly",
        "writeOnly",
    ];

    private static readonly (string Type, string[] Keywords)[] Types =
    [
        ("object", ["properties", "required", "additionalProperties"]),
        ("array", ["items", "minItems", "maxItems"]),
        ("string", ["minLength", "maxLength"]),
        ("number", []),
        ("integer", []),
        ("boolean", []),
        ("null", []),
    ];

    private readonly JsonText _text = new(automaton);

    /// <summary>Adds the texts of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="from">The state that they begin in.</param>
    /// <param name="path">Where the schema is, for sentences.</param>
    /// <param name="depth">Schemas around it.</param>
    /// <returns>The state that they end in.</returns>
    /// <exception cref="ArgumentException">Something of it is not supported, or wrong.</exception>
    public int Write(JsonElement schema, int from, string path, int depth)
    {
        if (depth > MostDepth)
        {
            throw Wrong(path, $"it nests deeper than {MostDepth}, or refers to itself");
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, $"a schema is an object here, and this is {schema.ValueKind.ToString().ToLowerInvariant()}");
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            this.CheckKeywords(schema, path, ["$ref"]);

            return this.Write(this.Find(reference, path), from, path, depth + 1);
        }

        if (schema.TryGetProperty("anyOf", out JsonElement any))
        {
            this.CheckKeywords(schema, path, ["anyOf"]);

            return this.Any(from, ItemsOf(any, $"{path}.anyOf").Select((item, i) => (Func<int, int>)(
                start => this.Write(item, start, $"{path}.anyOf[{i}]", depth + 1))));
        }

        string[] types = this.TypesOf(schema, path);

        if (schema.TryGetProperty("const", out JsonElement constant))
        {
            this.CheckKeywords(schema, path, ["type", "const"]);

            return this.WriteValues([constant], types, from);
        }

        if (schema.TryGetProperty("enum", out JsonElement values))
        {
            this.CheckKeywords(schema, path, ["type", "enum"]);

            return this.WriteValues(ItemsOf(values, $"{path}.enum"), types, from);
        }

        IEnumerable<string> keywords = Types.Where(item => types.Contains(item.Type)).SelectMany(static item => item.Keywords);
        this.CheckKeywords(schema, path, ["type", .. keywords]);

        return types.Length < Types.Length
            ? this.Any(from, types.Select(type => (Func<int, int>)(start => this.WriteType(type, schema, start, path, depth))))
            : throw Wrong(path, "it allows any value; 'type', 'enum', 'const', 'anyOf' or '$ref' must say which");
    }

    private int WriteType(string type, JsonElement schema, int from, string path, int depth) => type switch
    {
        "object" => this.WriteObject(schema, from, path, depth),
        "array" => this.WriteArray(schema, from, path, depth),
        "string" => this.WriteString(schema, from, path),
        "number" => _text.Number(from, isInteger: false),
        "integer" => _text.Number(from, isInteger: true),
        "boolean" => this.Any(from, [start => _text.Literal(start, "true"), start => _text.Literal(start, "false")]),
        _ => _text.Literal(from, "null"),
    };

    // Each property behind those before it that are there; a comma, if there is one.
    private int WriteObject(JsonElement schema, int from, string path, int depth)
    {
        if (schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind != JsonValueKind.False)
        {
            throw Wrong($"{path}.additionalProperties", "it must be false: no others are written than those of 'properties'");
        }

        JsonProperty[] properties = PropertiesOf(schema, path);
        string[] required = schema.TryGetProperty("required", out JsonElement names)
            ? [.. ItemsOf(names, $"{path}.required").Select(item => NameOf(item, $"{path}.required"))]
            : [];

        if (required.FirstOrDefault(name => !properties.Any(property => property.Name == name)) is string missing)
        {
            throw Wrong($"{path}.required", $"'{missing}' is none of 'properties'");
        }

        int none = _text.Literal(from, "{");
        int some = automaton.Add();

        foreach (JsonProperty property in properties)
        {
            int start = automaton.Add();
            automaton.Jump(none, start);
            automaton.Jump(_text.Separator(some, ','), start);
            int name = _text.Value(start, property.Name);
            int end = this.Write(property.Value, _text.Separator(name, ':'), $"{path}.properties.{property.Name}", depth + 1);
            (int noneBefore, int someBefore) = (none, some);
            (none, some) = (automaton.Add(), automaton.Add());
            automaton.Jump(end, some);

            if (!required.Contains(property.Name))
            {
                automaton.Jump(noneBefore, none);
                automaton.Jump(someBefore, some);
            }
        }

        int last = automaton.Add();
        automaton.Jump(none, last);
        automaton.Jump(some, last);

        return _text.Literal(last, "}");
    }

    // Of several of a name the last one, as everywhere in JSON.
    private static JsonProperty[] PropertiesOf(JsonElement schema, string path) =>
        !schema.TryGetProperty("properties", out JsonElement found) ? []
            : found.ValueKind != JsonValueKind.Object ? throw Wrong($"{path}.properties", "it must be an object")
            : [.. found.EnumerateObject().GroupBy(static property => property.Name).Select(static same => same.Last())];

    private int WriteArray(JsonElement schema, int from, string path, int depth)
    {
        (int least, int? most) = this.RangeOf(schema, path, "minItems", "maxItems");

        if (!schema.TryGetProperty("items", out JsonElement items) && most != 0)
        {
            throw Wrong(path, "'items' is missing: it must say what the array has");
        }

        int open = _text.Literal(from, "[");
        int end = automaton.Add();
        _text.Repeat(open, end, least, most, (start, isFirst) => this.Write(
            items, isFirst ? start : _text.Separator(start, ','), $"{path}.items", depth + 1));

        return _text.Literal(end, "]");
    }

    private int WriteString(JsonElement schema, int from, string path)
    {
        (int least, int? most) = this.RangeOf(schema, path, "minLength", "maxLength");
        int end = automaton.Add();
        _text.Repeat(_text.Literal(from, "\""), end, least, most, (start, _) => _text.Character(start));

        return _text.Literal(end, "\"");
    }

    // Those that the types allow.
    private int WriteValues(IEnumerable<JsonElement> values, string[] types, int from) => this.Any(
        from,
        values.Where(value => types.Any(type => IsOf(value, type))).Select(value => (Func<int, int>)(start => _text.Value(start, value))));

    private int Any(int from, IEnumerable<Func<int, int>> ways)
    {
        int end = automaton.Add();

        foreach (Func<int, int> write in ways)
        {
            automaton.Jump(write(from), end);
        }

        return end;
    }

    private (int Least, int? Most) RangeOf(JsonElement schema, string path, string least, string most)
    {
        int? from = NumberOf(schema, path, least);
        int? to = NumberOf(schema, path, most);

        return from > to ? throw Wrong(path, $"'{least}' is {from} and '{most}' {to}: no value has so many") : (from ?? 0, to);
    }

    private JsonElement Find(JsonElement reference, string path)
    {
        string text = NameOf(reference, $"{path}.$ref");
        JsonElement place = root;

        if (!text.StartsWith("#/", StringComparison.Ordinal)
            || !text[2..].Split('/').All(part => place.ValueKind == JsonValueKind.Object && place.TryGetProperty(part, out place)))
        {
            throw Wrong($"{path}.$ref", $"there is no '{text}'; it must be a place in the schema, '#/$defs/name'");
        }

        return place;
    }

    private string[] TypesOf(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return [.. Types.Select(static item => item.Type)];
        }

        string[] types = type.ValueKind == JsonValueKind.Array
            ? [.. type.EnumerateArray().Select(item => NameOf(item, $"{path}.type")).Distinct()]
            : [NameOf(type, $"{path}.type")];

        return types.FirstOrDefault(static name => !Types.Any(item => item.Type == name)) is string unknown
            ? throw Wrong(
                $"{path}.type", $"there is no type '{unknown}'; types are {string.Join(", ", Types.Select(static item => item.Type))}")
            : types;
    }

    private void CheckKeywords(JsonElement schema, string path, string[] known)
    {
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            if (!known.Contains(property.Name) && !Describing.Contains(property.Name))
            {
                throw Wrong(path, $"the keyword '{property.Name}' is not supported here; supported are {string.Join(", ", known)}");
            }
        }
    }

    private static bool IsOf(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetInt64(out _)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        _ => type == "null",
    };

    private static int? NumberOf(JsonElement schema, string path, string keyword) =>
        !schema.TryGetProperty(keyword, out JsonElement value) ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0 ? number
            : throw Wrong($"{path}.{keyword}", "it must be a whole number, 0 or more");

    private static IEnumerable<JsonElement> ItemsOf(JsonElement array, string path) =>
        array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw Wrong(path, "it must be an array");

    private static string NameOf(JsonElement name, string path) =>
        name.ValueKind == JsonValueKind.String ? name.GetString()! : throw Wrong(path, "it must be a text");

    private static ArgumentException Wrong(string path, string what) => new($"The schema, {path}: {what}.");
}
