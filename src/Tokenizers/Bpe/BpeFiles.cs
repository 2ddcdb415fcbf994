using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>vocab.json and merges.txt.</summary>
internal static class BpeFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>{"token": id, ...}: ids are distinct and not negative, and few are left out.</summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public static FrozenDictionary<string, int> ReadIds(string path)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        HashSet<int> taken = [];

        try
        {
            using JsonDocument document = JsonText.Parse(File.ReadAllBytes(path));

            foreach (JsonProperty token in document.RootElement.EnumerateObject())
            {
                int id = token.Value.GetInt32();

                if (id < 0 || !taken.Add(id) || !ids.TryAdd(token.Name, id))
                {
                    throw new ModelFileException(
                        path, $"token '{token.Name}' has the id {id}, which is negative or taken, or it stands there twice.");
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFileException(
                path, $"this is no vocabulary, an object of token ids: {exception.Message}", innerException: exception);
        }

        return ids.Count > 0
            ? ids.ToFrozenDictionary(StringComparer.Ordinal)
            : throw new ModelFileException(path, "the vocabulary has no tokens.");
    }

    /// <summary>
    /// Two tokens a line, separated by a space; lines that begin with "#version" are comments, and the first may tell the format.
    /// </summary>
    /// <exception cref="ModelFileException">The file is damaged, or does not belong to the vocabulary.</exception>
    public static List<(string Left, string Right)> ReadMerges(string path, FrozenDictionary<string, int> ids, out BpeFormat? format)
    {
        List<(string Left, string Right)> merges = [];
        HashSet<(string Left, string Right)> seen = [];
        format = null;

        try
        {
            string[] lines = Utf8.GetString(File.ReadAllBytes(path)).Split('\n');

            for (int index = 0; index < lines.Length; index++)
            {
                string line = lines[index].TrimEnd('\r');

                if (BpeFormat.IsComment(line))
                {
                    format ??= BpeFormat.Parse(line);
                }
                else if (line.Length > 0)
                {
                    merges.Add(ReadMerge(path, index + 1, line, ids, seen));
                }
            }
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw new ModelFileException(path, $"this is no list of merges: {exception.Message}", innerException: exception);
        }

        return merges;
    }

    /// <summary>Writes a vocabulary in the order of its ids.</summary>
    public static void WriteIds(string path, IReadOnlyDictionary<string, int> ids) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(
            stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();

        foreach ((string token, int id) in ids.OrderBy(static pair => pair.Value))
        {
            json.WriteNumber(token, id);
        }

        json.WriteEndObject();
    });

    /// <summary>Writes merges by rank, behind a comment that tells their format.</summary>
    public static void WriteMerges(string path, ImmutableArray<(string Left, string Right)> merges, BpeFormat format) =>
        AtomicFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, Utf8, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(format.Header);

        foreach ((string left, string right) in merges)
        {
            writer.WriteLine($"{left} {right}");
        }
    });

    private static (string Left, string Right) ReadMerge(
        string path, int number, string line, FrozenDictionary<string, int> ids, HashSet<(string Left, string Right)> seen)
    {
        string[] tokens = line.Split(' ');

        if (tokens.Length != 2 || tokens[0].Length == 0 || tokens[1].Length == 0)
        {
            throw new ModelFileException(path, $"line {number}: a merge is two tokens with a space between, not '{line}'.");
        }

        foreach (string token in (ReadOnlySpan<string>)[tokens[0], tokens[1], tokens[0] + tokens[1]])
        {
            if (!ids.ContainsKey(token))
            {
                throw new ModelFileException(
                    path, $"line {number}: the merge '{line}' needs the token '{token}', which is not in the vocabulary.");
            }
        }

        return seen.Add((tokens[0], tokens[1]))
            ? (tokens[0], tokens[1])
            : throw new ModelFileException(path, $"line {number}: the merge '{line}' stands there twice.");
    }
}
