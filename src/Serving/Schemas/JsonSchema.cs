using System;
using System.Text.Json;

namespace Weft.Serving;

/// <summary>
/// The form that a text must have: JSON by a schema, whose tokens are the only ones that are chosen. Properties are written in the order
/// of the schema, and no others than those it names. What the schema says is read as a regular expression, so nothing may nest without
/// an end. Willard and Louf 2023, arXiv 2307.09702.
/// </summary>
/// <remarks>
/// Keywords are <c>type</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties: false</c>, <c>items</c>, <c>minItems</c>,
/// <c>maxItems</c>, <c>minLength</c>, <c>maxLength</c>, <c>enum</c>, <c>const</c>, <c>anyOf</c>, and <c>$ref</c> to one of <c>$defs</c>
/// that does not refer to itself. Those that only describe (<c>title</c>, <c>description</c>, <c>default</c>, <c>examples</c> and the like)
/// are passed over; any other is an error.
/// </remarks>
public sealed class JsonSchema
{
    private JsonSchema(TextAutomaton automaton)
    {
        this.Automaton = automaton;
    }

    /// <summary>The texts.</summary>
    internal TextAutomaton Automaton { get; }

    /// <summary>Reads a schema.</summary>
    /// <param name="json">The schema, an object of JSON.</param>
    /// <exception cref="ArgumentException">
    /// It is no JSON, has a keyword that is not supported or a wrong value of one, is too large, or no text satisfies it; the message says
    /// where, for who wrote it.
    /// </exception>
    public static JsonSchema Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);

            return Parse(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The schema is no JSON: {exception.Message}", exception);
        }
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static JsonSchema Parse(JsonElement json)
    {
        try
        {
            return Read(json);
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException("The schema has half a surrogate pair, which is no text.", exception);
        }
    }

    private static JsonSchema Read(JsonElement json)
    {
        TextAutomaton automaton = new();
        int start = automaton.Add();
        int space = automaton.Add();
        automaton.Jump(start, space);

        // Tokenizers begin words with one.
        automaton.Connect(start, ' ', ' ', space);
        automaton.Finish(start, new SchemaReader(automaton, json).Write(json, space, "$", depth: 0));

        return automaton.HasTexts ? new JsonSchema(automaton) : throw new ArgumentException("The schema: no text satisfies it.");
    }
}
