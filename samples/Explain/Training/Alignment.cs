using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>A sentence and its translation, and which words of the one are looked at while those of the other are written.</summary>
internal sealed class Alignment
{
    private readonly int[] _source;
    private readonly int[] _target;
    private readonly int[] _sourceWords;
    private readonly int[] _targetWords;

    /// <param name="subwords">The vocabulary.</param>
    /// <param name="source">The sentence.</param>
    /// <param name="target">Its translation.</param>
    public Alignment(Subwords subwords, string source, string target)
    {
        this.SourceNames = source.Split(' ');
        this.TargetNames = target.Split(' ');
        (_source, _sourceWords) = Encode(subwords, this.SourceNames);
        (_target, _targetWords) = Encode(subwords, this.TargetNames);
        _source = [.. _source, subwords.EndToken];
        _target = [subwords.StartToken, .. _target];
    }

    /// <summary>The words of the sentence.</summary>
    public string[] SourceNames { get; }

    /// <summary>The words of the translation.</summary>
    public string[] TargetNames { get; }

    /// <summary>Whether a model can read both.</summary>
    public bool Fits(int maximumLength) => _source.Length <= maximumLength && _target.Length <= maximumLength;

    /// <summary>
    /// Lets a translator write the given translation and says how much of its look each word of the sentence has: [words of the
    /// translation, words of the sentence]. A word is written by the positions before its subwords, and the first of them decides on it.
    /// </summary>
    /// <param name="session">The translator.</param>
    /// <param name="layer">The layer of the decoder, of whose heads the mean is taken.</param>
    public double[,] Read(Aligner.Inference session, int layer)
    {
        session.Encode(_source);
        _ = session.Feed(_target);
        double[,] words = new double[this.TargetNames.Length, this.SourceNames.Length];

        for (int head = 0; head < Aligner.Heads; head++)
        {
            AttentionMap map = session.CrossAttentionOf(layer, head);

            for (int word = 0; word < this.TargetNames.Length; word++)
            {
                ReadOnlySpan<float> weights = map[this.FirstOf(word)];

                for (int token = 0; token < _sourceWords.Length; token++)
                {
                    words[word, _sourceWords[token]] += weights[token] / Aligner.Heads;
                }
            }
        }

        return words;
    }

    private int FirstOf(int word) => Array.FindIndex(_targetWords, last => last >= word);

    // A subword belongs to the word in which its last letter stands.
    private static (int[] Tokens, int[] Words) Encode(Subwords subwords, string[] words)
    {
        int[] tokens = subwords.Encode(string.Join(' ', words));

        return (tokens, [.. tokens.Select((_, index) => subwords.Decode(tokens[..(index + 1)]).TrimEnd().Count(static letter => letter == ' '))]);
    }
}
