using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>Reads what is searched: the plays that the program carries, or the user's own files.</summary>
internal static class TextFiles
{
    private static readonly string[] Extensions = [".txt", ".md"];

    /// <summary>The plays.</summary>
    public static Library LoadPlays()
    {
        using StreamReader reader = EmbeddedFiles.Open("input.txt");

        return new Library("the plays", PassageSplitter.Split("the plays", reader.ReadToEnd()));
    }

    /// <summary>A file, or the text files of a folder and of those in it.</summary>
    /// <exception cref="IOException">A file cannot be read, or there is no text.</exception>
    public static Library Load(string path)
    {
        string[] files = File.Exists(path) ? [path]
            : Directory.Exists(path) ? FindFiles(path)
            : throw new IOException($"{path}: there is no such file or folder.");
        List<Passage> passages = [];

        foreach (string file in files)
        {
            string name = file == path ? Path.GetFileName(path) : Path.GetRelativePath(path, file);
            passages.AddRange(PassageSplitter.Split(name, Read(file)));
        }

        string hint = files.Length == 0 ? $"; {string.Join(" and ", Extensions)} files are read" : string.Empty;

        return passages.Count > 0 ? new Library(path, passages) : throw new IOException($"{path}: there is no text in it{hint}.");
    }

    // A program or a picture would be printed as what a terminal takes for orders. No text has the character zero.
    private static string Read(string file)
    {
        string text = File.ReadAllText(file);

        return text.Contains('\0', StringComparison.Ordinal) ? throw new IOException($"{file}: this is no text.") : text;
    }

    // The order of files that a system gives is no order.
    private static string[] FindFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(static file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];
}
