using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Weft.Tokenizers;

namespace Weft.Benchmarks.Suite;

/// <summary>Writes a byte-level vocabulary in the form of a published model.</summary>
internal static class TokenizerJsonFile
{
    /// <summary>Writes tokenizer.json into a folder.</summary>
    /// <returns>The file.</returns>
    public static string Write(string folder, BpeVocabulary vocabulary)
    {
        string path = Path.Combine(folder, "tokenizer.json");
        using FileStream stream = File.Create(path);
        using Utf8JsonWriter writer = new(stream);
        writer.WriteStartObject();
        WriteByteLevel(writer, "pre_tokenizer");
        WriteByteLevel(writer, "decoder");
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        writer.WriteStartObject("vocab");

        foreach ((string token, int id) in vocabulary.Ids)
        {
            writer.WriteNumber(token, id);
        }

        writer.WriteEndObject();
        WriteMerges(writer, vocabulary.Merges);
        writer.WriteEndObject();
        writer.WriteEndObject();

        return path;
    }

    private static void WriteByteLevel(Utf8JsonWriter writer, string key)
    {
        writer.WriteStartObject(key);
        writer.WriteString("type", "ByteLevel");
        writer.WriteBoolean("add_prefix_space", false);
        writer.WriteEndObject();
    }

    private static void WriteMerges(Utf8JsonWriter writer, IEnumerable<(string Left, string Right)> merges)
    {
        writer.WriteStartArray("merges");

        foreach ((string left, string right) in merges)
        {
            writer.WriteStringValue($"{left} {right}");
        }

        writer.WriteEndArray();
    }
}
