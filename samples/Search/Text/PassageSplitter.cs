using System;
using System.Collections.Generic;

namespace Weft.Samples;

/// <summary>
/// Cuts a text into passages at empty lines, or in a longer paragraph between two lines: short paragraphs, such as the speeches of a dialogue,
/// stand together.
/// </summary>
/// <param name="source">What the text is called.</param>
internal sealed class PassageSplitter(string source)
{
    // Some 150 tokens. The model reads 256 of them, and says less clearly what a long text is about.
    private const int MostWords = 100;

    private readonly List<Passage> _passages = [];
    private readonly List<string> _lines = [];
    private int _words;
    private int _firstLine;

    /// <summary>Cuts a text.</summary>
    public static IReadOnlyList<Passage> Split(string source, string text)
    {
        PassageSplitter splitter = new(source);
        int number = 0;

        foreach (List<string> paragraph in Paragraphs(text))
        {
            splitter.Add(paragraph, number + 1);
            number += paragraph.Count;
        }

        splitter.Finish();

        return splitter._passages;
    }

    // Each ends with the empty lines behind it.
    private static IEnumerable<List<string>> Paragraphs(string text)
    {
        List<string> paragraph = [];
        bool hasEnded = false;

        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            bool isEmpty = string.IsNullOrWhiteSpace(line);

            if (hasEnded && !isEmpty)
            {
                yield return paragraph;
                paragraph = [];
            }

            paragraph.Add(line);
            hasEnded = isEmpty;
        }

        yield return paragraph;
    }

    private void Add(List<string> paragraph, int number)
    {
        int words = 0;
        paragraph.ForEach(line => words += CountWords(line));

        if (_words + words > MostWords)
        {
            this.Finish();
        }

        foreach (string line in paragraph)
        {
            this.Add(line, number++);
        }
    }

    private void Add(string line, int number)
    {
        int words = CountWords(line);

        if (_words + words > MostWords)
        {
            this.Finish();
        }

        if (_words == 0)
        {
            _lines.Clear();
            _firstLine = number;
        }

        _lines.Add(line.TrimEnd());
        _words += words;
    }

    private void Finish()
    {
        if (_words > 0)
        {
            _passages.Add(new Passage(source, _firstLine, string.Join('\n', _lines).TrimEnd()));
        }

        _words = 0;
        _lines.Clear();
    }

    private static int CountWords(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
