using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>What somebody says.</summary>
/// <param name="Speaker">The number of the speaker.</param>
/// <param name="Text">The words, in one line.</param>
internal sealed record Speech(int Speaker, string Text);

/// <summary>The speeches of those who speak most, some of them held out.</summary>
/// <param name="Speakers">Their names, who speaks most often first.</param>
/// <param name="Training">What to learn from.</param>
/// <param name="HeldOut">Every fifth, by chance.</param>
internal sealed record Dialogue(IReadOnlyList<string> Speakers, IReadOnlyList<Speech> Training, IReadOnlyList<Speech> HeldOut)
{
    // "Ay, my lord." could be anybody's.
    private const int LeastWords = 8;
    private const int HeldOutOf = 5;

    /// <summary>The plays that the program carries, or a file.</summary>
    /// <exception cref="IOException">The file cannot be read, or has no two speakers.</exception>
    public static Dialogue Load(string? path, int mostSpeakers, ulong seed)
    {
        using Stream stream = path is null ? typeof(Dialogue).Assembly.GetManifestResourceStream("input.txt")! : File.OpenRead(path);
        using StreamReader reader = new(stream, Encoding.UTF8);

        return Read(reader.ReadToEnd(), mostSpeakers, seed)
            ?? throw new IOException(
                $"{path}: there are no two speakers with {HeldOutOf} speeches of {LeastWords} words; " +
                "a speech is a paragraph whose first line is a name and a colon.");
    }

    /// <summary>Takes a text apart; null where there are no two speakers.</summary>
    public static Dialogue? Read(string text, int mostSpeakers, ulong seed)
    {
        ILookup<string, string> speeches = text.ReplaceLineEndings("\n").Split("\n\n")
            .Select(static paragraph => paragraph.Trim().Split('\n', 2, StringSplitOptions.TrimEntries))
            .Where(static parts => parts.Length == 2 && parts[0].EndsWith(':') && parts[1].Split().Length >= LeastWords)
            .ToLookup(static parts => parts[0][..^1], static parts => parts[1].Replace('\n', ' '));
        IGrouping<string, string>[] speakers =
        [
            .. speeches.Where(static own => own.Count() >= HeldOutOf)
                .OrderByDescending(static own => own.Count())
                .ThenBy(static own => own.Key, StringComparer.Ordinal)
                .Take(mostSpeakers),
        ];
        Speech[] all = [.. speakers.SelectMany(static (own, speaker) => own.Select(said => new Speech(speaker, said)))];
        new Random(unchecked((int)seed)).Shuffle(all);
        int heldOut = all.Length / HeldOutOf;

        return speakers.Length < 2 ? null : new Dialogue([.. speakers.Select(static own => own.Key)], all[heldOut..], all[..heldOut]);
    }
}
