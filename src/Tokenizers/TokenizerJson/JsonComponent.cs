using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>An object of tokenizer.json and where it stands, so that errors name the file and the key.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">The key, from the top of the file; empty at the top.</param>
/// <param name="Element">The value.</param>
internal readonly record struct JsonComponent(string Path, string Key, JsonElement Element)
{
    /// <summary>The value of the key "type".</summary>
    public string Type => this.Text("type");

    /// <summary>The error about this component.</summary>
    public ModelFileException Error(string problem, Exception? cause = null) =>
        new(this.Path, $"'{this.Key}' {problem}.", innerException: cause);

    /// <summary>The error about a type that is not known.</summary>
    public ModelFileException Unsupported(string supported) => this.At("type").Error($"is '{this.Type}'; supported are {supported}");

    /// <summary>A member, there or not.</summary>
    public JsonComponent At(string name) => new(
        this.Path,
        this.Key.Length == 0 ? name : $"{this.Key}.{name}",
        this.Element.ValueKind == JsonValueKind.Object && this.Element.TryGetProperty(name, out JsonElement member) ? member : default);

    /// <summary>Whether there is something, and not null.</summary>
    public bool Exists => this.Element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A member that has to be there.</summary>
    public JsonComponent Required(string name, JsonValueKind kind)
    {
        JsonComponent member = this.At(name);

        return member.Element.ValueKind == kind ? member : throw member.Error(member.Exists ? $"is not {Describe(kind)}" : "is missing");
    }

    /// <summary>The elements of an array. Those of a vocabulary are too many for it: <see cref="Entries"/>.</summary>
    public List<JsonComponent> Elements(string name)
    {
        JsonComponent array = this.Required(name, JsonValueKind.Array);
        List<JsonComponent> elements = new(array.Element.GetArrayLength());

        foreach (JsonElement element in array.Element.EnumerateArray())
        {
            elements.Add(array.Entry(element, elements.Count));
        }

        return elements;
    }

    /// <summary>An array, to be gone through; <see cref="Entry"/> makes components of what has to be complained about.</summary>
    public JsonComponent Entries(string name) => this.Required(name, JsonValueKind.Array);

    /// <summary>An element of this array.</summary>
    public JsonComponent Entry(JsonElement element, int index) => new(this.Path, $"{this.Key}[{index}]", element);

    /// <summary>A string.</summary>
    public string Text(string name) => this.Required(name, JsonValueKind.String).Text();

    /// <summary>A string, or null where it is missing.</summary>
    public string? OptionalText(string name) => this.At(name).Exists ? this.Text(name) : null;

    /// <summary>This as a string.</summary>
    public string Text()
    {
        try
        {
            return this.Element.ValueKind == JsonValueKind.String ? this.Element.GetString()! : throw this.Error("is not a string");
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair, escaped.
            throw this.Error("is no valid text", exception);
        }
    }

    /// <summary>A string of one character.</summary>
    public Rune Character(string name)
    {
        string text = this.Text(name);

        return Rune.TryGetRuneAt(text.Length == 0 ? " " : text, 0, out Rune character) && character.Utf16SequenceLength == text.Length
            ? character
            : throw this.At(name).Error($"is '{text}', and should be one character");
    }

    /// <summary>A truth value, or what holds where it is missing.</summary>
    public bool Flag(string name, bool byDefault) => this.At(name) is { Exists: true } member ? member.Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw member.Error("is neither true nor false"),
    }
    : byDefault;

    /// <summary>A number that is not negative, or null where it is missing.</summary>
    public int? OptionalNumber(string name) => this.At(name) is { Exists: true } member ? member.Number() : null;

    /// <summary>A number that is not negative and has to be there.</summary>
    public int Number(string name) => this.Required(name, JsonValueKind.Number).Number();

    /// <summary>This as a number that is not negative.</summary>
    public int Number() => this.Element.ValueKind == JsonValueKind.Number && this.Element.TryGetInt32(out int number) && number >= 0
        ? number
        : throw this.Error($"is {this.Element.ToString()}, and should be a whole number from 0 to {int.MaxValue}");

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        _ => "a number",
    };
}
