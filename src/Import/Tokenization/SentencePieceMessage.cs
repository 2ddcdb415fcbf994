using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Weft.Import.Tokenization;

/// <summary>
/// Writes a SentencePiece BPE model, a message of protocol buffers:
/// https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto.
/// </summary>
internal static class SentencePieceMessage
{
    /// <summary>The kind of a piece that is text.</summary>
    public const int Normal = 1;

    /// <summary>The kind of the piece that stands for everything without one.</summary>
    public const int Unknown = 2;

    /// <summary>The kind of a piece that is no text.</summary>
    public const int Control = 3;

    /// <summary>The kind of a piece that is a byte.</summary>
    public const int Byte = 6;

    private const int BpeModel = 2;

    /// <summary>The bytes of the file.</summary>
    /// <param name="pieces">The pieces, by id, each with its score and kind.</param>
    /// <param name="options">What else it says.</param>
    public static byte[] Write(IEnumerable<(string Text, float Score, int Kind)> pieces, SentencePieceOptions options)
    {
        using MemoryStream message = new();

        foreach ((string text, float score, int kind) in pieces)
        {
            Bytes(message, 1, Piece(text, score, kind));
        }

        Bytes(message, 2, Trainer(options));

        // Without a character map, and spaces are escaped.
        Bytes(
            message,
            3,
            [.. Number(3, options.AddsSpace ? 1 : 0), .. Number(4, options.RemovesSpaces ? 1 : 0), .. Number(5, 1)]);

        return message.ToArray();
    }

    private static byte[] Trainer(SentencePieceOptions options)
    {
        using MemoryStream message = new();
        message.Write([.. Number(3, BpeModel), .. Number(35, options.HasBytes ? 1 : 0)]);

        // Without a key, the ids are 0, 1 and 2, and there is no padding.
        foreach ((int field, int? id) in (ReadOnlySpan<(int, int?)>)
        [
            (40, options.UnknownId), (41, options.BeginningId), (42, options.EndId), (43, options.PaddingId ?? -1),
        ])
        {
            message.Write([.. id is int number ? Number(field, number) : []]);
        }

        foreach ((int field, string? piece) in (ReadOnlySpan<(int, string?)>)[(46, options.BeginningPiece), (47, options.EndPiece)])
        {
            if (piece is not null)
            {
                Bytes(message, field, Encoding.UTF8.GetBytes(piece));
            }
        }

        return message.ToArray();
    }

    private static byte[] Piece(string text, float score, int kind)
    {
        using MemoryStream message = new();
        Bytes(message, 1, Encoding.UTF8.GetBytes(text));
        message.WriteByte((2 << 3) | 5);
        message.Write(BitConverter.GetBytes(score));
        message.Write([.. Number(3, kind)]);

        return message.ToArray();
    }

    private static void Bytes(Stream message, int field, byte[] bytes) =>
        message.Write([.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)bytes.Length), .. bytes]);

    private static IEnumerable<byte> Number(int field, long value) => Varint((ulong)(field << 3)).Concat(Varint(unchecked((ulong)value)));

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
