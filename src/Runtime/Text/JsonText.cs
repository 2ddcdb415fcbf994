using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Weft;

/// <summary>
/// Parses JSON in which every text is one. <see cref="JsonDocument"/> looks at the bytes of a text only when it is asked for it, and fails then
/// with an exception that is none of JSON's.
/// </summary>
internal static class JsonText
{
    /// <summary>The document of a file, which may begin with a mark of its encoding.</summary>
    /// <exception cref="JsonException">It is no JSON, or has a text that is no Unicode.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        bytes = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64 });

        try
        {
            CheckTexts(bytes.Span);
        }
        catch
        {
            document.Dispose();

            throw;
        }

        return document;
    }

    private static void CheckTexts(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new JsonException("The file is not in UTF-8.", path: null, LinesBefore(bytes, FirstInvalid(bytes)), bytePositionInLine: null);
        }

        // Half a pair can only be written as an escape, \uD800 to \uDFFF.
        if (bytes.IndexOf("\\ud"u8) >= 0 || bytes.IndexOf("\\uD"u8) >= 0)
        {
            CheckEscapes(bytes);
        }
    }

    private static void CheckEscapes(ReadOnlySpan<byte> bytes)
    {
        Utf8JsonReader reader = new(bytes);

        while (reader.Read())
        {
            if (!reader.ValueIsEscaped)
            {
                continue;
            }

            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException exception)
            {
                throw new JsonException(exception.Message, path: null, LinesBefore(bytes, (int)reader.TokenStartIndex), bytePositionInLine: null, exception);
            }
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int position = 0;

        while (Rune.DecodeFromUtf8(bytes[position..], out Rune _, out int length) == OperationStatus.Done)
        {
            position += length;
        }

        return position;
    }

    private static long LinesBefore(ReadOnlySpan<byte> bytes, int position) => bytes[..position].Count((byte)'\n');
}
