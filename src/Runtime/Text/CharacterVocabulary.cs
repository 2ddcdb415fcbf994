using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft;

/// <summary>
/// One token per character: ids count the distinct characters of a text in the order of their code points. A character is a Unicode
/// scalar value, so that one outside the basic plane is one token.
/// </summary>
public sealed class CharacterVocabulary
{
    private const string Key = "characters";
    private readonly ImmutableArray<string> _characters;
    private readonly Dictionary<Rune, int> _ids = [];

    private CharacterVocabulary(IEnumerable<Rune> characters)
    {
        ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>();

        foreach (Rune character in characters)
        {
            if (!_ids.TryAdd(character, texts.Count))
            {
                throw new ArgumentException($"The character {Describe(character)} stands in the vocabulary twice.", nameof(characters));
            }

            texts.Add(character.ToString());
        }

        if (texts.Count == 0)
        {
            throw new ArgumentException("A vocabulary needs at least one character.", nameof(characters));
        }

        _characters = texts.ToImmutable();
    }

    /// <summary>Token ids: 0 .. Count - 1.</summary>
    public int Count => _characters.Length;

    /// <summary>All characters in the order of their ids: what <see cref="FromCharacters"/> takes.</summary>
    public string Characters => string.Concat(_characters);

    /// <summary>The vocabulary of a text.</summary>
    /// <exception cref="ArgumentException">The text is empty or has half a surrogate pair.</exception>
    public static CharacterVocabulary FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return new CharacterVocabulary(Split(text).Distinct().Order());
    }

    /// <summary>The vocabulary of these characters, in this order.</summary>
    /// <exception cref="ArgumentException">There is none, one occurs twice, or there is half a surrogate pair.</exception>
    public static CharacterVocabulary FromCharacters(string characters)
    {
        ArgumentNullException.ThrowIfNull(characters);

        return new CharacterVocabulary(Split(characters));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CharacterVocabulary Load(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));

            return FromCharacters(document.RootElement.GetProperty(Key).GetString() ?? string.Empty);
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new ModelFileException(path, $"this is no character vocabulary: {exception.Message}", innerException: exception);
        }
    }

    /// <summary>Writes the vocabulary as a small JSON file: {"characters": "..."}.</summary>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    public void Save(string path) => AtomicFile.Write(path, this.Write);

    /// <summary>The ids of a text.</summary>
    /// <exception cref="ArgumentException">A character is not in the vocabulary; the message names it and its place.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] ids = new int[text.Length];
        int count = 0;
        int position = 0;

        foreach (Rune character in Split(text))
        {
            if (!_ids.TryGetValue(character, out int id))
            {
                throw new ArgumentException(
                    $"The character {Describe(character)} at position {position} is not among the {this.Count} characters of the " +
                    $"vocabulary.",
                    nameof(text));
            }

            ids[count++] = id;
            position += character.Utf16SequenceLength;
        }

        // Fewer only where characters are surrogate pairs.
        return count == ids.Length ? ids : ids[..count];
    }

    /// <summary>The character of an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public string Decode(int token)
    {
        if ((uint)token >= (uint)this.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(token), token, $"Token ids are 0 to {this.Count - 1}.");
        }

        return _characters[token];
    }

    /// <summary>The text of ids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        StringBuilder text = new(tokens.Length);

        foreach (int token in tokens)
        {
            _ = text.Append(this.Decode(token));
        }

        return text.ToString();
    }

    private static IEnumerable<Rune> Split(string text)
    {
        for (int position = 0; position < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, position, out Rune character))
            {
                throw new ArgumentException(
                    $"Half a surrogate pair, U+{(int)text[position]:X4}, stands at position {position}.", nameof(text));
            }

            yield return character;
            position += character.Utf16SequenceLength;
        }
    }

    private static string Describe(Rune character) =>
        Rune.IsControl(character) ? $"U+{character.Value:X4}" : $"'{character}' (U+{character.Value:X4})";

    private void Write(Stream stream)
    {
        using Utf8JsonWriter json = new(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString(Key, this.Characters);
        json.WriteEndObject();
    }
}
