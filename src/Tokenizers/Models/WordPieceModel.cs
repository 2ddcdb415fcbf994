using System;
using System.Buffers;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>
/// WordPiece: of what is left of a word the longest token, from the left; a word that cannot be finished is unknown as a whole.
/// </summary>
internal sealed class WordPieceModel(Vocabulary vocabulary, int unknown, string continuation, int longestWord) : TokenModel(vocabulary)
{
    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        int before = ids.Count;

        if (CountCharacters(piece) > longestWord || !this.TryEncode(piece, ids))
        {
            ids.RemoveRange(before, ids.Count - before);
            ids.Add(unknown);
        }
    }

    private static int CountCharacters(ReadOnlySpan<char> piece)
    {
        int count = piece.Length;

        foreach (char unit in piece)
        {
            count -= char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return count;
    }

    private bool TryEncode(ReadOnlySpan<char> word, List<int> ids)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(continuation.Length + word.Length);

        try
        {
            for (int start = 0; start < word.Length;)
            {
                int prefix = start == 0 ? 0 : continuation.Length;
                continuation.AsSpan(0, prefix).CopyTo(buffer);
                word[start..].CopyTo(buffer.AsSpan(prefix));
                int length = this.LongestToken(buffer.AsSpan(0, prefix + word.Length - start), prefix, ids);

                if (length == 0)
                {
                    return false;
                }

                start += length;
            }

            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private int LongestToken(ReadOnlySpan<char> rest, int prefix, List<int> ids)
    {
        for (; rest.Length > prefix; rest = rest[..^1])
        {
            if (this.Vocabulary.TryGetId(rest, out int id))
            {
                ids.Add(id);

                return rest.Length - prefix;
            }
        }

        return 0;
    }
}
