using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Weft.Import.Llama2C;

/// <summary>
/// A tokenizer.bin of llama2.c: the length of the longest piece, then for each piece its score, its length and its bytes. It was made from
/// a SentencePiece BPE model, and becomes one again: https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto.
/// </summary>
public static class Llama2CTokenizer
{
    private const int Unknown = 2;
    private const int Control = 3;
    private const int Byte = 6;
    private const int FirstByte = 3;
    private const int BpeModel = 2;

    /// <summary>Writes the SentencePiece model of a tokenizer.bin.</summary>
    /// <param name="path">The tokenizer.bin.</param>
    /// <param name="pieces">How many pieces it has: the tokens of its model.</param>
    /// <param name="target">The file that is written.</param>
    /// <exception cref="ImportException">The file has fewer or more pieces, or ends within one.</exception>
    public static void Convert(string path, int pieces, string target)
    {
        using MemoryStream message = new();

        foreach ((string text, float score, int kind) in Read(path, pieces))
        {
            Bytes(message, 1, Piece(text, score, kind));
        }

        // trainer_spec: model_type, byte_fallback, no padding piece. normalizer_spec: spaces stay, and one is put before a text.
        Bytes(message, 2, [.. Number(3, BpeModel), .. Number(35, 1), .. Number(43, -1)]);
        Bytes(message, 3, [.. Number(3, 1), .. Number(4, 0), .. Number(5, 1)]);
        AtomicFile.Write(target, stream => stream.Write(message.ToArray()));
    }

    private static IEnumerable<(string Text, float Score, int Kind)> Read(string path, int pieces)
    {
        using BinaryReader reader = new(File.OpenRead(path));
        List<(string, float, int)> read = [];

        try
        {
            _ = reader.ReadInt32();

            for (int id = 0; id < pieces; id++)
            {
                float score = reader.ReadSingle();
                int length = reader.ReadInt32();
                byte[] bytes = length >= 0 ? reader.ReadBytes(length) : [];

                if (bytes.Length != length)
                {
                    throw new EndOfStreamException();
                }

                read.Add((TextOf(id, bytes), score, KindOf(id)));
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new ImportException(path, $"the file ends after {read.Count} pieces; the model has {pieces} tokens.", exception);
        }

        return reader.BaseStream.Position == reader.BaseStream.Length
            ? read
            : throw new ImportException(path, $"the file goes on behind {pieces} pieces, which is as many as the model has tokens.");
    }

    // llama2.c prints its control pieces on lines of their own.
    private static string TextOf(int id, byte[] bytes) => id switch
    {
        1 => "<s>",
        2 => "</s>",
        _ => Encoding.UTF8.GetString(bytes).Replace(' ', '\u2581'),
    };

    private static int KindOf(int id) => id switch
    {
        0 => Unknown,
        1 or 2 => Control,
        >= FirstByte and < FirstByte + 256 => Byte,
        _ => 1,
    };

    private static byte[] Piece(string text, float score, int kind)
    {
        using MemoryStream message = new();
        Bytes(message, 1, Encoding.UTF8.GetBytes(text));
        message.WriteByte((2 << 3) | 5);
        message.Write(BitConverter.GetBytes(score));
        message.Write([.. Number(3, kind)]);

        return message.ToArray();
    }

    private static void Bytes(Stream message, int field, byte[] bytes)
    {
        message.Write([.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)bytes.Length), .. bytes]);
    }

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
