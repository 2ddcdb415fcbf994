using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>Texts that have the form of a schema: of a model that knows nothing of JSON, drawn at random.</summary>
public sealed class JsonSchemaTests
{
    private const string Person = """
        {
          "title": "A person", "type": "object", "additionalProperties": false, "required": ["name", "tags", "kind"],
          "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 5, "description": "\"quoted\"" },
            "old": { "type": ["boolean", "null"] },
            "tags": { "type": "array", "minItems": 1, "maxItems": 3, "items": { "$ref": "#/$defs/tag" } },
            "kind": { "anyOf": [{ "const": "a\nb" }, { "enum": [1.5, null, [1, {"x": "é"}]] }, { "type": "array", "maxItems": 0 }] }
          },
          "$defs": { "tag": { "enum": ["x", "yz", 7], "type": "string" } }
        }
        """;

    public static TheoryData<string, string> Wrong => new()
    {
        { "{", "The schema is no JSON" },
        { "true", "The schema, $: a schema is an object here, and this is true" },
        { "{}", "The schema, $: it allows any value; 'type', 'enum', 'const', 'anyOf' or '$ref' must say which" },
        { """{"type": "text"}""", "The schema, $.type: there is no type 'text'; types are object, array, string," },
        { """{"type": 3}""", "The schema, $.type: it must be a text" },
        { """{"type": "string", "pattern": "a*"}""", "The schema, $: the keyword 'pattern' is not supported here; supported are type, minLength, maxLength" },
        { """{"type": "integer", "minLength": 3}""", "The schema, $: the keyword 'minLength' is not supported here; supported are type" },
        { """{"type": "object", "properties": {"a": {"allOf": []}}}""", "The schema, $.properties.a: the keyword 'allOf' is not supported here" },
        { """{"type": "object", "additionalProperties": true}""", "The schema, $.additionalProperties: it must be false" },
        { """{"type": "object", "properties": [], "required": []}""", "The schema, $.properties: it must be an object" },
        { """{"type": "object", "required": ["a"]}""", "The schema, $.required: 'a' is none of 'properties'" },
        { """{"type": "array"}""", "The schema, $: 'items' is missing" },
        { """{"type": "array", "items": {"type": "null"}, "minItems": 3, "maxItems": 2}""", "The schema, $: 'minItems' is 3 and 'maxItems' 2: no value has so many" },
        { """{"type": "string", "maxLength": -1}""", "The schema, $.maxLength: it must be a whole number, 0 or more" },
        { """{"type": "string", "minLength": 100000}""", "The schema is too large" },
        { """{"enum": []}""", "The schema: no text satisfies it." },
        { """{"type": "string", "enum": [1, 2]}""", "The schema: no text satisfies it." },
        { """{"type": "object", "properties": {"a": {"anyOf": []}}, "required": ["a"]}""", "The schema: no text satisfies it." },
        { """{"const": "\ud800"}""", "The schema has half a surrogate pair" },
        { """{"type": "object", "properties": {"\ud800": {"type": "null"}}}""", "The schema has half a surrogate pair" },
        { $$"""{"$ref": "#/$defs/d0", "$defs": { {{string.Join(", ", Enumerable.Range(0, 20).Select(static i => $$"""
            "d{{i}}": {"anyOf": [{"$ref": "#/$defs/d{{i + 1}}"}, {"$ref": "#/$defs/d{{i + 1}}"}]}
            """))}}, "d20": {"type": "null"} } }""", "it nests deeper than 32" },
        { $$"""{"$ref": "#/$defs/d0", "$defs": { {{string.Join(", ", Enumerable.Range(0, 14).Select(static i => $$"""
            "d{{i}}": {"anyOf": [{"$ref": "#/$defs/d{{i + 1}}"}, {"$ref": "#/$defs/d{{i + 1}}"}]}
            """))}}, "d14": {"type": "null"} } }""", "The schema is too large" },
        { """{"enum": 3}""", "The schema, $.enum: it must be an array" },
        { """{"$ref": "#/$defs/a"}""", "The schema, $.$ref: there is no '#/$defs/a'" },
        { """{"$ref": "#/$defs/a", "$defs": {"a": {"type": "array", "items": {"$ref": "#/$defs/a"}}}}""", "it nests deeper than 32, or refers to itself" },
    };

    public static TheoryData<string, string[], string[]> Texts => new()
    {
        { """{"type": "integer"}""", ["0", " -7", "10", "-120"], ["01", "1.", "+1", "1e3", "-", "1 ", "00"] },
        { """{"type": "number"}""", ["0", "-0.5", "10.25e-7", "3E+2", "7e9"], ["01", ".5", "1.", "1e", "0.5.5", "1e5e5", "00.5"] },
        { """{"type": "string"}""", ["\"\"", "\"aé漢😀\"", "\"\\\"\\u00e9\\n\\uD7FF\\ue000\""], ["\"", "\"\n\"", "\"\\x\"", "\"\\ud800\"", "\"\\uDFFF\"", "\"\\u12\"", "\"a\"b"] },
        { """{"type": "string", "minLength": 2, "maxLength": 3}""", ["\"ab\"", "\"a\\u0041\"", "\"😀😀😀\""], ["\"a\"", "\"abcd\"", "\"😀\""] },
        { """{"type": "array", "items": {"type": "boolean"}}""", ["[]", "[true]", "[true, false,true]"], ["[,]", "[true,]", "[true false]"] },
        { """{"type": "array", "items": {"type": "null"}, "minItems": 2, "maxItems": 3}""", ["[null,null]", "[null, null, null]"], ["[]", "[null]", "[null,null,null,null]"] },
        {
            """{"type": "object", "properties": {"a": {"type": "null"}, "b": {"type": "null"}, "c": {"type": "null"}}, "required": ["b"]}""",
            ["{\"b\":null}", "{\"a\": null, \"b\": null}", "{\"b\":null,\"c\":null}", "{\"a\":null,\"b\":null,\"c\":null}"],
            ["{}", "{\"a\":null}", "{\"b\":null,\"a\":null}", "{,\"b\":null}", "{\"b\":null,}", "{\"b\":null,\"b\":null}", "{\"b\" :null}"]
        },
        { """{"type": "object", "properties": {"a": {"enum": []}, "b": {"const": "<&"}}}""", ["{}", "{\"b\":\"<&\"}"], ["{\"a\":", "{\"a"] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Texts_AreThoseOfTheSchema(string schema, string[] right, string[] wrong)
    {
        TextAutomaton automaton = JsonSchema.Parse(schema).Automaton;

        Assert.All(right, text => Assert.True(Matches(automaton, text), text));
        Assert.All(right, static text => JsonDocument.Parse(text).Dispose());
        Assert.All(wrong, text => Assert.False(Matches(automaton, text), text));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Parse_WhatIsWrong_SaysWhere(string schema, string expected) =>
        Assert.StartsWith(expected, Undepth(Assert.Throws<ArgumentException>(() => JsonSchema.Parse(schema)).Message, expected), StringComparison.Ordinal);

    [Fact]
    public void Schema_IsKept_BySamplingsOfEveryKind_AndByGuesses()
    {
        PromptLookup drafter = new() { FewestMatched = 1 };
        using Steps steps = Steps.OfTales();
        using Steps drafted = Steps.OfTales(new EngineSettings { Drafter = drafter });
        JsonSchema schema = JsonSchema.Parse(Person);
        TextRequest[] requests = [.. Enumerable.Range(0, 60).Select(i => Steps.Request(seed: (ulong)i, tokens: 110) with
        {
            Schema = schema,
            Sampling = new Sampling
            {
                Seed = (ulong)i, Temperature = i % 5 == 0 ? 0 : 1.5f, TopK = i % 3 * 30, TopP = i % 2 == 0 ? 1 : 0.9f, RepetitionPenalty = 1 + (i % 4 * 0.1f),
            },
        })];

        foreach (TextRequest request in requests)
        {
            List<TextPart> parts = steps.Alone(request);
            Check(Steps.Text(parts));
            Assert.Equal(FinishReason.Stop, parts[^1].FinishReason);
            Assert.Equal(Steps.Tokens(parts), Steps.Tokens(drafted.Alone(request)));
        }

        Assert.True(drafter.AcceptedTokens > 0);
    }

    [Fact]
    public void TextThatMayEnd_EndsByATokenThatEndsOne()
    {
        using Steps steps = Steps.OfTales(new EngineSettings { EndTokens = [256] });
        Sampling sampling = new() { Seed = 1, LogitBias = new Dictionary<int, float> { [256] = 50 } };
        TextRequest request = Steps.Request(seed: 1) with { Schema = JsonSchema.Parse("""{"type": "integer"}"""), Sampling = sampling };
        List<TextPart> parts = steps.Alone(request);

        // A digit first, for nothing is no number, however likely the end is.
        Assert.Matches("^ ?-?[0-9]$", Steps.Text(parts));
        Assert.Equal(FinishReason.Stop, parts[^1].FinishReason);
    }

    [Fact]
    public void TextThatTheTokenizerCannotWrite_SaysSo()
    {
        SchemaMatcher matcher = new(JsonSchema.Parse("""{"type": "integer"}""").Automaton, ["a", "b"], new HashSet<int> { 1 }, outputs: 2);

        Assert.Contains(
            "no token that goes on", Assert.Throws<InvalidOperationException>(() => matcher.Allowed.Length).Message, StringComparison.Ordinal);
    }

    private static void Check(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        Assert.InRange(root.GetProperty("name").GetString()!.Length, 1, 10);
        Assert.All(root.GetProperty("tags").EnumerateArray(), static tag => Assert.Contains(tag.GetString(), (string[])["x", "yz"]));
        Assert.InRange(root.GetProperty("tags").GetArrayLength(), 1, 3);
        Assert.Contains(root.GetProperty("kind").GetRawText(), (string[])["\"a\\nb\"", "1.5", "null", "[]", "[1,{\"x\":\"\\u00e9\"}]"]);
        Assert.Equal(root.TryGetProperty("old", out _) ? 4 : 3, root.EnumerateObject().Count());
    }

    private static bool Matches(TextAutomaton automaton, string text) =>
        text.Aggregate(automaton.First(), automaton.Next).Contains(automaton.End);

    // The path of what refers to itself is long.
    private static string Undepth(string message, string expected) =>
        expected.StartsWith("it nests", StringComparison.Ordinal) ? message[message.IndexOf("it nests", StringComparison.Ordinal)..] : message;
}
