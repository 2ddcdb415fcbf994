using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>The Korean and English sentences that the program carries, as samples/Translate/ORIGIN.md tells.</summary>
internal static class SentencePairsText
{
    /// <summary>All pairs, in the order of the file.</summary>
    public static IReadOnlyList<(string Korean, string English)> Read()
    {
        using Stream stream = typeof(SentencePairsText).Assembly.GetManifestResourceStream("kor.txt")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        List<(string, string)> pairs = [];

        while (reader.ReadLine() is string line)
        {
            string[] columns = line.Split('\t');
            pairs.Add((columns[1], columns[0]));
        }

        return pairs;
    }

    /// <summary>The Korean sentences of so many words or more, each once.</summary>
    public static IReadOnlyList<string> KoreanOfWords(int atLeast) =>
        [.. Read().Select(static pair => pair.Korean).Distinct(StringComparer.Ordinal).Where(sentence => sentence.Split(' ').Length >= atLeast)];
}
