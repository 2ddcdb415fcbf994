using System.Collections.Generic;

namespace Weft;

/// <summary>One hypothesis, compared with its references one after the other.</summary>
internal sealed class ChrfSegment(int characterOrder, int wordOrder)
{
    private readonly NgramIndex _characterNgrams = new();
    private readonly NgramIndex _wordNgrams = new();
    private readonly WordNumbers _words = new();
    private int[][] _hypothesisCharacters = [];
    private int[][] _hypothesisWords = [];

    /// <summary>Sets the hypothesis.</summary>
    public void SetHypothesis(int[] characters, List<string> words)
    {
        _hypothesisCharacters = _characterNgrams.Identify(characters, characterOrder);
        _hypothesisWords = _wordNgrams.Identify(_words.Number(words), wordOrder);
    }

    /// <summary>The statistics of the hypothesis and one reference.</summary>
    public ChrfStatistics Compare(int[] characters, List<string> words)
    {
        ChrfStatistics statistics = new(characterOrder + wordOrder);
        int[][] characterNgrams = _characterNgrams.Identify(characters, characterOrder);
        Compare(statistics, 0, _hypothesisCharacters, characterNgrams, _characterNgrams.CountAll(characterNgrams));
        int[][] wordNgrams = _wordNgrams.Identify(_words.Number(words), wordOrder);
        Compare(statistics, characterOrder, _hypothesisWords, wordNgrams, _wordNgrams.CountAll(wordNgrams));

        return statistics;
    }

    private static void Compare(ChrfStatistics statistics, int firstOrder, int[][] hypothesis, int[][] reference, int[] available)
    {
        for (int order = 0; order < hypothesis.Length; order++)
        {
            statistics.Set(
                firstOrder + order, hypothesis[order].Length, reference[order].Length, NgramIndex.Match(hypothesis[order], available));
        }
    }
}
