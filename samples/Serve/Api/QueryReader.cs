using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Weft.Serving;

namespace Weft.Samples;

/// <summary>Bodies as what they say, or a sentence about what is wrong with them.</summary>
internal static class QueryReader
{
    private const int MostStops = 4;

    /// <summary>Reads a body.</summary>
    /// <exception cref="ApiException">It is no JSON of that form.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw ApiException.Of(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON (Content-Type: application/json).");
        }

        try
        {
            T? query = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false);

            return query ?? throw ApiException.Invalid(null, "The body is null; an object is needed.");
        }
        catch (JsonException exception)
        {
            throw ApiException.Invalid(exception.Path is { Length: > 2 } path ? path[2..] : null, $"The body is not what is expected: {exception.Message}");
        }
    }

    /// <summary>How tokens are chosen, but for the seed.</summary>
    public static Sampling SamplingOf(TextQuery query) => new()
    {
        Temperature = InRange(query.Temperature, 0, 2, "temperature", 1),
        TopP = InRange(query.TopP, float.Epsilon, 1, "top_p", 1),
        TopK = query.TopK is not int count ? 0 : count >= 0 ? count : throw ApiException.Invalid("top_k", $"top_k is {count}; it must not be negative."),
        MinP = InRange(query.MinP, 0, 1, "min_p", 0),
        RepetitionPenalty = InRange(query.RepetitionPenalty, 0.01f, 100, "repetition_penalty", 1),
        PresencePenalty = InRange(query.PresencePenalty, -2, 2, "presence_penalty", 0),
        FrequencyPenalty = InRange(query.FrequencyPenalty, -2, 2, "frequency_penalty", 0),
        LogitBias = BiasOf(query.LogitBias),
    };

    /// <summary>Sequences that end a text.</summary>
    public static IReadOnlyList<string> StopsOf(TextQuery query)
    {
        string[] stops = query.Stop switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(static item => TextOf(item, "stop"))],
            JsonElement single => [TextOf(single, "stop")],
        };

        if (stops.Length > MostStops || stops.Contains(""))
        {
            throw ApiException.Invalid("stop", $"stop has {stops.Length} sequences; up to {MostStops} are allowed, none of them empty.");
        }

        return stops;
    }

    /// <summary>The form of an answer; null for any.</summary>
    public static JsonSchema? SchemaOf(ResponseFormat? format)
    {
        switch (format?.Type)
        {
            case null or "text":
                return null;
            case "json_schema" when format.JsonSchema?.Schema is JsonElement schema:
                try
                {
                    return JsonSchema.Parse(schema);
                }
                catch (ArgumentException exception)
                {
                    throw ApiException.Invalid("response_format", exception.Message);
                }

            case "json_schema":
                throw ApiException.Invalid("response_format", "response_format has no json_schema.schema.");
            default:
                throw ApiException.Invalid(
                    "response_format", $"response_format has the type '{format.Type}'; text and json_schema are supported.", "unsupported_parameter");
        }
    }

    /// <summary>A text in JSON.</summary>
    public static string TextOf(JsonElement element, string parameter)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String
                ? element.GetString()!
                : throw ApiException.Invalid(parameter, $"{parameter} has {Describe(element)} where a text is needed.");
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid(parameter, $"{parameter} has half a surrogate pair, which is no text.");
        }
    }

    /// <summary>The kind of a value, for sentences.</summary>
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        JsonValueKind.String => "a text",
        _ => "null",
    };

    private static float InRange(float? value, float least, float most, string parameter, float otherwise) =>
        value is not float number ? otherwise
            : number >= least && number <= most ? number
            : throw ApiException.Invalid(parameter, string.Create(
                CultureInfo.InvariantCulture, $"{parameter} is {number}; it must be {(least == float.Epsilon ? "above 0" : $"from {least}")} to {most}."));

    private static Dictionary<int, float> BiasOf(Dictionary<string, float>? bias)
    {
        Dictionary<int, float> tokens = [];

        foreach ((string text, float value) in bias ?? [])
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int token)
                || token >= Stories.Shape.TargetVocabulary || value is not (>= -100 and <= 100))
            {
                throw ApiException.Invalid(
                    "logit_bias", $"logit_bias has {value} for '{text}'; keys are tokens, 0 to {Stories.Shape.TargetVocabulary - 1}, and values -100 to 100.");
            }

            tokens[token] = value;
        }

        return tokens;
    }
}
