using System.Collections.Generic;
using System.IO;
using System.Text;
using Weft.Import.Tokenization;

namespace Weft.Import.Llama2C;

/// <summary>
/// A tokenizer.bin of llama2.c: the length of the longest piece, then for each piece its score, its length and its bytes. It was made from
/// a SentencePiece BPE model, and becomes one again: https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto.
/// </summary>
public static class Llama2CTokenizer
{
    private const int FirstByte = 3;

    /// <summary>Writes the SentencePiece model of a tokenizer.bin.</summary>
    /// <param name="path">The tokenizer.bin.</param>
    /// <param name="pieces">How many pieces it has: the tokens of its model.</param>
    /// <param name="target">The file that is written.</param>
    /// <exception cref="ImportException">The file has fewer or more pieces, or ends within one.</exception>
    public static void Convert(string path, int pieces, string target)
    {
        byte[] message = SentencePieceMessage.Write(Read(path, pieces), new SentencePieceOptions());
        AtomicFile.Write(target, stream => stream.Write(message));
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
        0 => SentencePieceMessage.Unknown,
        1 or 2 => SentencePieceMessage.Control,
        >= FirstByte and < FirstByte + 256 => SentencePieceMessage.Byte,
        _ => SentencePieceMessage.Normal,
    };
}
