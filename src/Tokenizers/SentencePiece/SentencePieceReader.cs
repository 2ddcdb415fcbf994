using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>Makes a pipeline of a SentencePiece model.</summary>
internal static class SentencePieceReader
{
    // FLT_MIN, which SentencePiece begins the search for the best score with: with scores that are logarithms, nothing is found.
    private const float LowestMaximum = 1.17549435e-38f;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is no SentencePiece model that can be applied.</exception>
    /// <exception cref="System.IO.IOException">It cannot be read.</exception>
    public static TokenizerPipeline Read(string path) => Read(path, SentencePieceFile.Read(path));

    /// <summary>Makes the pipeline of a file that was read.</summary>
    /// <exception cref="ModelFileException">It cannot be applied.</exception>
    public static TokenizerPipeline Read(string path, SentencePieceFile file)
    {
        Dictionary<string, int> ids = [];
        TokenTrie userDefined = new();

        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string text, _, PieceKind kind) = file.Pieces[id];
            _ = ids.TryAdd(text, id);

            if (kind == PieceKind.UserDefined)
            {
                userDefined.Add(text, id);
            }
        }

        Vocabulary vocabulary = new(ids);
        int unknown = UnknownOf(path, file);

        return new TokenizerPipeline
        {
            Normalizer = new SentencePieceNormalizer(file, ReadMap(path, file), userDefined),
            Model = file.IsBpe
                ? new SentencePieceBpeModel(file, vocabulary, userDefined, unknown)
                : new UnigramModel(vocabulary, ScoresOf(file), unknown, OptionsOf(file)),
            Decoder = new SentencePieceDecoder(file),
        };
    }

    /// <summary>The id of the unknown piece.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public static int UnknownOf(string path, SentencePieceFile file) =>
        file.Pieces.FindIndex(static piece => piece.Kind == PieceKind.Unknown) is >= 0 and int id
            ? id
            : throw new ModelFileException(path, "'pieces' has none of the type UNKNOWN.");

    private static CharacterMap? ReadMap(string path, SentencePieceFile file)
    {
        try
        {
            return file.CharacterMap.Length == 0 ? null : new CharacterMap(file.CharacterMap);
        }
        catch (FormatException exception)
        {
            string problem = $"'normalizer_spec.precompiled_charsmap' is damaged: {exception.Message}";

            throw new ModelFileException(path, problem, innerException: exception);
        }
    }

    /// <summary>The scores of what texts are made of. What users defined scores so well that it always wins.</summary>
    private static ImmutableArray<double> ScoresOf(SentencePieceFile file)
    {
        float highest = NormalScores(file).Append(LowestMaximum).Max();

        return
        [
            .. file.Pieces.Select(piece => piece.Kind switch
            {
                PieceKind.Normal => piece.Score,
                PieceKind.UserDefined => (System.Text.Encoding.UTF8.GetByteCount(piece.Text) * highest) - 0.1,
                _ => double.NaN,
            }),
        ];
    }

    private static UnigramOptions OptionsOf(SentencePieceFile file) => new()
    {
        UnknownScore = NormalScores(file).DefaultIfEmpty(float.MaxValue).Min() - (float)UnigramOptions.UnknownPenalty,
        ByteFallback = file.ByteFallback,
        SinglePrecision = true,
    };

    private static IEnumerable<float> NormalScores(SentencePieceFile file) =>
        file.Pieces.Where(static piece => piece.Kind == PieceKind.Normal).Select(static piece => piece.Score);
}
