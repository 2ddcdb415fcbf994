using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Weft.Tokenizers;

/// <summary>
/// Byte pair encoding (Sennrich et al. 2016): again and again the most frequent pair of neighbouring tokens becomes one token. Pair counts
/// are kept up to date instead of counted anew, and a pair remembers the words it occurs in, so that a merge costs only what it changes.
/// </summary>
internal sealed class MergeLearner
{
    private readonly List<string> _tokens;
    private readonly HashSet<string> _texts;
    private readonly List<(int[] Tokens, long Count)> _words = [];
    private readonly Dictionary<long, Pair> _pairs = [];
    private readonly PriorityQueue<long, (long Count, long Pair)> _queue = new(Comparer<(long Count, long Pair)>.Create(Compare));
    private readonly HashSet<long> _changed = [];

    /// <param name="tokens">The tokens so far; learnt ones are added.</param>
    public MergeLearner(List<string> tokens)
    {
        _tokens = tokens;
        _texts = new HashSet<string>(tokens, StringComparer.Ordinal);
    }

    /// <summary>Adds a run of tokens that occurs so often. Merges stay within it.</summary>
    public void AddWord(int[] tokens, long count)
    {
        if (tokens.Length < 2)
        {
            return;
        }

        _words.Add((tokens, count));
        this.CountPairs(_words.Count - 1, fromToken: 0);
    }

    /// <summary>Learns merges, the most frequent first, until there are enough tokens or no pair occurs often enough.</summary>
    public List<(string Left, string Right)> Learn(int tokenCount, long minimumCount, CancellationToken cancellation)
    {
        List<(string Left, string Right)> merges = [];
        this.Enqueue();

        while (_tokens.Count < tokenCount && this.TryTakeMostFrequent(minimumCount, out long pair))
        {
            cancellation.ThrowIfCancellationRequested();
            (int left, int right) = ((int)(pair >> 32), (int)pair);
            string text = _tokens[left] + _tokens[right];

            // A token that two pairs could make would be ambiguous to whoever applies the merges by rank: the first pair has it.
            if (!_texts.Add(text))
            {
                continue;
            }

            merges.Add((_tokens[left], _tokens[right]));
            _tokens.Add(text);
            this.Merge(pair, left, right);
        }

        return merges;
    }

    /// <summary>More frequent pairs first, then older tokens first: the same corpus gives the same merges everywhere.</summary>
    private static int Compare((long Count, long Pair) one, (long Count, long Pair) other)
    {
        int byCount = other.Count.CompareTo(one.Count);

        return byCount != 0 ? byCount : one.Pair.CompareTo(other.Pair);
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    private bool TryTakeMostFrequent(long minimumCount, out long pair)
    {
        while (_queue.TryDequeue(out pair, out (long Count, long Pair) queued))
        {
            // A pair that was merged is gone, whatever else the queue has about it.
            long count = _pairs.TryGetValue(pair, out Pair? current) ? current.Count : 0;

            if (count == queued.Count)
            {
                return count >= minimumCount;
            }

            // Merges since have made the pair rarer: it waits for its turn.
            if (count >= minimumCount)
            {
                _queue.Enqueue(pair, (count, pair));
            }
        }

        return false;
    }

    private void Merge(long pair, int left, int right)
    {
        int merged = _tokens.Count - 1;
        List<int> words = _pairs[pair].Words;

        foreach (int word in words)
        {
            (int[] tokens, long count) = _words[word];
            int[] replaced = Replace(tokens, left, right, merged);

            if (replaced.Length == tokens.Length)
            {
                continue;
            }

            for (int index = 1; index < tokens.Length; index++)
            {
                _pairs[Key(tokens[index - 1], tokens[index])].Count -= count;
            }

            _words[word] = (replaced, count);
            this.CountPairs(word, merged);
        }

        // All its occurrences are gone, and with the pair the list of its words may go, too.
        _ = _pairs.Remove(pair);
        this.Enqueue();
    }

    private static int[] Replace(int[] tokens, int left, int right, int merged)
    {
        int[] replaced = new int[tokens.Length];
        int length = 0;

        for (int index = 0; index < tokens.Length; index++)
        {
            bool matches = tokens[index] == left && index + 1 < tokens.Length && tokens[index + 1] == right;
            replaced[length++] = matches ? merged : tokens[index];
            index += matches ? 1 : 0;
        }

        return replaced[..length];
    }

    /// <summary>
    /// Counts the pairs of a word. Those with a token from <paramref name="fromToken"/> on are new to it and learn that they occur there.
    /// </summary>
    private void CountPairs(int word, int fromToken)
    {
        (int[] tokens, long count) = _words[word];

        for (int index = 1; index < tokens.Length; index++)
        {
            long key = Key(tokens[index - 1], tokens[index]);
            ref Pair? pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, key, out _);
            pair ??= new Pair();
            pair.Count += count;

            if (tokens[index - 1] < fromToken && tokens[index] < fromToken)
            {
                continue;
            }

            if (pair.Words.Count == 0 || pair.Words[^1] != word)
            {
                pair.Words.Add(word);
            }

            _ = _changed.Add(key);
        }
    }

    private void Enqueue()
    {
        foreach (long key in _changed)
        {
            if (_pairs.TryGetValue(key, out Pair? pair) && pair.Count > 0)
            {
                _queue.Enqueue(key, (pair.Count, key));
            }
        }

        _changed.Clear();
    }

    private sealed class Pair
    {
        public long Count { get; set; }

        public List<int> Words { get; } = [];
    }
}
