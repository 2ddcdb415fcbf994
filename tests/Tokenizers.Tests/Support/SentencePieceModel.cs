using System;
using System.Collections.Generic;
using System.IO;
using Google.Protobuf;

namespace Weft.Tokenizers.Tests;

/// <summary>Writes small SentencePiece models: the fields of sentencepiece_model.proto that matter here, by their numbers.</summary>
internal sealed record SentencePieceModel
{
    private const int UnknownType = 2;
    private const int ControlType = 3;
    private const int ByteType = 6;

    /// <summary>Pieces behind &lt;unk&gt;, &lt;s&gt;, &lt;/s&gt; and the bytes, each with its score.</summary>
    public required (string Piece, float Score)[] Pieces { get; init; }

    /// <summary>Unigram instead of BPE.</summary>
    public bool Unigram { get; init; }

    /// <summary>With tokens for bytes.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>With a token for padding behind all others.</summary>
    public bool Padding { get; init; }

    public void Write(string path)
    {
        using FileStream file = File.Create(path);
        using CodedOutputStream output = new(file);
        int pieces = 0;

        foreach ((string piece, float score, int type) in this.AllPieces())
        {
            WriteMessage(output, field: 1, message => WritePiece(message, piece, score, type));
            pieces++;
        }

        WriteMessage(output, field: 2, trainer =>
        {
            WriteInteger(trainer, field: 3, this.Unigram ? 1 : 2);
            WriteInteger(trainer, field: 35, this.ByteFallback ? 1 : 0);
            WriteInteger(trainer, field: 40, 0);
            WriteInteger(trainer, field: 41, 1);
            WriteInteger(trainer, field: 42, 2);
            WriteInteger(trainer, field: 43, this.Padding ? pieces - 1 : -1);
        });
        WriteMessage(output, field: 3, static normalizer =>
        {
            WriteInteger(normalizer, field: 3, 1);
            WriteInteger(normalizer, field: 4, 1);
            WriteInteger(normalizer, field: 5, 1);
        });
    }

    private IEnumerable<(string Piece, float Score, int Type)> AllPieces()
    {
        yield return ("<unk>", 0, UnknownType);
        yield return ("<s>", 0, ControlType);
        yield return ("</s>", 0, ControlType);

        for (int value = 0; this.ByteFallback && value < 256; value++)
        {
            yield return ($"<0x{value:X2}>", 0, ByteType);
        }

        foreach ((string piece, float score) in this.Pieces)
        {
            yield return (piece, score, 1);
        }

        if (this.Padding)
        {
            yield return ("<pad>", 0, ControlType);
        }
    }

    private static void WritePiece(CodedOutputStream output, string piece, float score, int type)
    {
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteString(piece);
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(score);
        WriteInteger(output, field: 3, type);
    }

    private static void WriteInteger(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();

        using (CodedOutputStream message = new(bytes, leaveOpen: true))
        {
            write(message);
        }

        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes.ToArray()));
    }
}
