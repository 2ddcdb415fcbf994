using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// Unigram: of all ways to put a piece together of tokens the one with the largest sum of scores, by Viterbi's algorithm. A character that
/// is no token costs ten more than the worst one. https://arxiv.org/abs/1804.10959
/// </summary>
/// <param name="vocabulary">The tokens.</param>
/// <param name="scores">The score of each token that a text can be made of, by its id; NaN for the others.</param>
/// <param name="unknown">The token of unknown characters; null makes them an error.</param>
/// <param name="options">What differs between implementations.</param>
internal sealed class UnigramModel(Vocabulary vocabulary, ImmutableArray<double> scores, int? unknown, UnigramOptions options)
    : TokenModel(vocabulary)
{
    private const int None = -1;
    private readonly TokenTrie _trie = Build(vocabulary, scores);
    private readonly ByteFallback? _bytes = options.ByteFallback ? new ByteFallback(vocabulary) : null;

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        Node[] nodes = ArrayPool<Node>.Shared.Rent(piece.Length + 1);

        try
        {
            nodes.AsSpan(0, piece.Length + 1).Fill(new Node(0, None, None));
            this.FindBestPaths(piece, nodes);
            this.Follow(piece, nodes, ids);
        }
        finally
        {
            ArrayPool<Node>.Shared.Return(nodes);
        }
    }

    private static TokenTrie Build(Vocabulary vocabulary, ImmutableArray<double> scores)
    {
        TokenTrie trie = new();

        for (int id = 0; id < scores.Length; id++)
        {
            if (!double.IsNaN(scores[id]) && vocabulary.TokenOf(id) is string token)
            {
                trie.Add(token, id);
            }
        }

        return trie;
    }

    /// <summary>Fills in the best way to reach every place of the piece.</summary>
    private void FindBestPaths(ReadOnlySpan<char> piece, Node[] nodes)
    {
        for (int start = 0; start < piece.Length;)
        {
            double score = nodes[start].Score;
            _ = Rune.DecodeFromUtf16(piece[start..], out _, out int length);
            bool isKnown = false;
            int node = TokenTrie.Root;

            for (int end = start; end < piece.Length && (node = _trie.Step(node, piece[end])) != TokenTrie.None; end++)
            {
                if (_trie.TokenAt(node) is int id && id != TokenTrie.None)
                {
                    isKnown |= end + 1 - start == length;
                    this.Offer(ref nodes[end + 1], scores[id] + score, start, id);
                }
            }

            if (!isKnown)
            {
                this.Offer(ref nodes[start + length], options.UnknownScore + score, start, unknown ?? throw NotInVocabulary());
            }

            start += length;
        }
    }

    private static ArgumentException NotInVocabulary() =>
        new("The text has a character without a token, and the vocabulary has no unknown token.", "text");

    /// <summary>Takes a way to a place if it is the first or better than the best one so far.</summary>
    private void Offer(ref Node node, double score, int start, int id)
    {
        if (node.Start == None || score > node.Score)
        {
            // SentencePiece adds with the precision of double and keeps that of float.
            node = new Node(options.SinglePrecision ? (float)score : score, start, id);
        }
    }

    /// <summary>Adds the tokens of the best way to the end; unknown characters that follow each other are one.</summary>
    private void Follow(ReadOnlySpan<char> piece, Node[] nodes, List<int> ids)
    {
        Stack<(int Start, int End)> path = new();

        for (int end = piece.Length; end > 0; end = nodes[end].Start)
        {
            path.Push((nodes[end].Start, end));
        }

        while (path.TryPop(out (int Start, int End) step))
        {
            int id = nodes[step.End].Id;
            int end = step.End;

            while (id == unknown && path.TryPeek(out (int Start, int End) following) && nodes[following.End].Id == unknown)
            {
                end = path.Pop().End;
            }

            if (id != unknown || _bytes is null || !_bytes.TryEncode(piece[step.Start..end], ids))
            {
                ids.Add(id);
            }
        }
    }

    /// <summary>The best way to a place: the sum of its scores, where its last token begins, and that token.</summary>
    private readonly record struct Node(double Score, int Start, int Id);
}
