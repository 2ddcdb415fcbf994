using System;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft.Tool;

/// <summary>Output for machines: one indented JSON object and a line's end.</summary>
internal static class JsonText
{
    // Paths and quoted keys are read by people as well; nothing of it becomes a part of a web page.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="writeMembers">Writes what stands between its braces.</param>
    public static void Write(TextWriter writer, Action<Utf8JsonWriter> writeMembers)
    {
        using MemoryStream stream = new();

        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        writer.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
