using System;
using System.Collections.Generic;
using System.IO;

namespace Weft.Tokenizers;

/// <summary>
/// A SentencePiece model as its file has it: https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto.
/// </summary>
internal sealed class SentencePieceFile
{
    private const int UnigramType = 1;
    private const int BpeType = 2;

    private SentencePieceFile(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(message);

        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    this.Pieces.Add(ReadPiece(reader.Bytes));
                    break;
                case 2:
                    this.ReadTrainer(reader.Bytes);
                    break;
                case 3:
                    this.ReadNormalizer(reader.Bytes);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The pieces, by id.</summary>
    public List<(string Text, float Score, PieceKind Kind)> Pieces { get; } = [];

    /// <summary>Whether the model is BPE, and not unigram.</summary>
    public bool IsBpe => this.ModelType == BpeType;

    /// <summary>Whether unknown characters become bytes.</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>Whether the space that texts get stands behind them.</summary>
    public bool SpaceIsSuffix { get; private set; }

    /// <summary>The piece that begins a sentence.</summary>
    public string BeginningPiece { get; private set; } = SpecialTokens.BeginningName;

    /// <summary>The piece that ends one.</summary>
    public string EndPiece { get; private set; } = SpecialTokens.EndName;

    /// <summary>What unknown pieces decode to.</summary>
    public string UnknownSurface { get; private set; } = " \u2047 ";

    /// <summary>The character map; empty for none.</summary>
    public byte[] CharacterMap { get; private set; } = [];

    /// <summary>Whether texts get a space in front.</summary>
    public bool AddDummyPrefix { get; private set; } = true;

    /// <summary>Whether outer and doubled spaces are taken away.</summary>
    public bool RemoveExtraWhitespaces { get; private set; } = true;

    /// <summary>Whether spaces become U+2581.</summary>
    public bool EscapeWhitespaces { get; private set; } = true;

    private int ModelType { get; set; } = UnigramType;

    private string? Problem => this.Pieces.Count == 0
        ? "this is no SentencePiece model: it has no pieces."
        : this.ModelType is UnigramType or BpeType
            ? null
            : $"'trainer_spec.model_type' is {this.ModelType}; supported are 1 (unigram) and 2 (BPE).";

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is no SentencePiece model, or one of words or characters.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SentencePieceFile Read(string path)
    {
        byte[] message = File.ReadAllBytes(path);

        try
        {
            SentencePieceFile file = new(message);

            return file.Problem is string problem ? throw new ModelFileException(path, problem) : file;
        }
        catch (InvalidDataException exception)
        {
            throw new ModelFileException(path, $"this is no SentencePiece model: {exception.Message}", innerException: exception);
        }
    }

    private static (string Text, float Score, PieceKind Kind) ReadPiece(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(message);
        (string Text, float Score, PieceKind Kind) piece = (string.Empty, 0, PieceKind.Normal);

        while (reader.Read())
        {
            piece = reader.Field switch
            {
                1 => piece with { Text = reader.Text },
                2 => piece with { Score = reader.Single },
                3 => piece with { Kind = (PieceKind)reader.Number },
                _ => piece,
            };
        }

        return piece;
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(message);

        while (reader.Read())
        {
            this.ModelType = reader.Field == 3 ? reader.Number : this.ModelType;
            this.SpaceIsSuffix = reader.Field == 24 ? reader.Flag : this.SpaceIsSuffix;
            this.ByteFallback = reader.Field == 35 ? reader.Flag : this.ByteFallback;
            this.BeginningPiece = reader.Field == 46 ? reader.Text : this.BeginningPiece;
            this.EndPiece = reader.Field == 47 ? reader.Text : this.EndPiece;
            this.UnknownSurface = reader.Field == 44 ? reader.Text : this.UnknownSurface;
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(message);

        while (reader.Read())
        {
            this.CharacterMap = reader.Field == 2 ? reader.Bytes.ToArray() : this.CharacterMap;
            this.AddDummyPrefix = reader.Field == 3 ? reader.Flag : this.AddDummyPrefix;
            this.RemoveExtraWhitespaces = reader.Field == 4 ? reader.Flag : this.RemoveExtraWhitespaces;
            this.EscapeWhitespaces = reader.Field == 5 ? reader.Flag : this.EscapeWhitespaces;
        }
    }
}
