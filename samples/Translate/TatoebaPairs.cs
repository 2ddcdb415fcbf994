using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>
/// The Korean and English sentences that the program carries. Pairs that share a sentence are kept in one part, because many sentences
/// have several translations: what is held out has not been seen in training, neither its Korean nor its English.
/// </summary>
internal static class TatoebaPairs
{
    private const int HeldOutShare = 20;

    /// <summary>Reads the sentences.</summary>
    public static Corpus Load()
    {
        using Stream stream = typeof(TatoebaPairs).Assembly.GetManifestResourceStream("kor.txt")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        List<(string Source, string Target)> pairs = [];

        while (reader.ReadLine() is string line)
        {
            string[] columns = line.Split('\t');
            pairs.Add((columns[1], columns[0]));
        }

        return Split(pairs);
    }

    /// <summary>Holds out every twentieth group of pairs, counted by the places of their first pairs.</summary>
    internal static Corpus Split(IReadOnlyList<(string Source, string Target)> pairs)
    {
        ILookup<bool, (string Source, string Target)> parts = SentenceGroups.Number(pairs)
            .Zip(pairs)
            .ToLookup(static pair => pair.First % HeldOutShare == HeldOutShare - 1, static pair => pair.Second);

        return new Corpus
        {
            Source = "kor",
            Target = "eng",
            Lowercase = false,
            Training = Text("training", parts[false]),
            Validation = Text("held-out", parts[true]),
            Tests = [],
        };
    }

    private static ParallelText Text(string name, IEnumerable<(string Source, string Target)> pairs) =>
        new(name, [.. pairs.Select(static pair => pair.Source)], [.. pairs.Select(static pair => pair.Target)]);
}
