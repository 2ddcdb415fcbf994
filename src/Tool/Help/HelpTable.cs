using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Tool.Help;

/// <summary>A heading and names beside what they are, in two columns; long descriptions go on below themselves.</summary>
internal static class HelpTable
{
    private const int Width = 120;
    private const int NarrowestName = 22;

    /// <summary>Writes it behind an empty line; nothing where there are no rows.</summary>
    public static void Write(TextWriter writer, string heading, IEnumerable<(string Name, string Description)> rows)
    {
        (string Name, string Description)[] all = [.. rows];

        if (all.Length == 0)
        {
            return;
        }

        writer.WriteLine();
        writer.WriteLine($"{heading}:");
        int width = Math.Max(NarrowestName, all.Max(static row => row.Name.Length));

        foreach ((string name, string description) in all)
        {
            string start = name;

            foreach (string line in Wrap(description, Width - width - 3))
            {
                writer.WriteLine($"  {start.PadRight(width)} {line}");
                start = string.Empty;
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = string.Empty;

        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
