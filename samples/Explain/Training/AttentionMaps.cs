using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>What the heads of a decoder look at in a text.</summary>
internal static class AttentionMaps
{
    /// <summary>Reads a text and copies the maps: for each layer and head a matrix, whose row is who looks.</summary>
    public static double[][][,] Of(DecoderSession session, int[] tokens, int layers, int heads)
    {
        session.Reset();
        _ = session.Feed(tokens);

        return [.. Enumerable.Range(0, layers).Select(layer => Enumerable.Range(0, heads).Select(head => Copy(session.AttentionOf(layer, head))).ToArray())];
    }

    /// <summary>A map as a matrix.</summary>
    public static double[,] Copy(AttentionMap map)
    {
        double[,] matrix = new double[map.Queries, map.Keys];

        for (int query = 0; query < map.Queries; query++)
        {
            for (int key = 0; key < map.Keys; key++)
            {
                matrix[query, key] = map[query][key];
            }
        }

        return matrix;
    }

    /// <summary>Rows that begin at their first column and end at the diagonal, as a matrix that has zero behind it.</summary>
    public static double[,] Triangle(IReadOnlyList<double[]> rows)
    {
        double[,] matrix = new double[rows.Count, rows.Count];

        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < rows[row].Length; column++)
            {
                matrix[row, column] = rows[row][column];
            }
        }

        return matrix;
    }

    /// <summary>The characters of a text as names of rows and columns.</summary>
    public static string[] Names(CharacterVocabulary vocabulary, int[] tokens) =>
        [.. tokens.Select(token => vocabulary.Decode(token) switch { " " => "␣", "\n" => "⏎", string other => other })];
}
