using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Weft.Samples;

/// <summary>The folder beside the text with its figures and numbers.</summary>
/// <param name="path">The folder.</param>
internal sealed class FindingsFolder(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The folder in the repository that the program was built from.</summary>
    public static string InRepository => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/transformer"));

    private string NumbersPath => Path.Combine(path, "numbers.json");

    /// <summary>The numbers of all chapters that have been run.</summary>
    public SortedDictionary<string, double> ReadNumbers() => File.Exists(this.NumbersPath)
        ? new(JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(this.NumbersPath))!, StringComparer.Ordinal)
        : new(StringComparer.Ordinal);

    /// <summary>The file of a figure.</summary>
    public string PathOf(string figure, Language language) => Path.Combine(path, language == Language.Korean ? $"{figure}.ko.svg" : $"{figure}.svg");

    /// <summary>Replaces what an earlier run of a chapter found out.</summary>
    public void Write(string chapter, Findings findings)
    {
        _ = Directory.CreateDirectory(path);
        SortedDictionary<string, double> numbers = this.ReadNumbers();

        foreach (string key in numbers.Keys.Where(key => key.StartsWith($"{chapter}.", StringComparison.Ordinal)).ToList())
        {
            _ = numbers.Remove(key);
        }

        foreach ((string key, double value) in findings.Numbers)
        {
            numbers.Add($"{chapter}.{key}", value);
        }

        File.WriteAllText(this.NumbersPath, JsonSerializer.Serialize(numbers, Indented).ReplaceLineEndings("\n") + "\n");

        foreach (string old in Directory.GetFiles(path, $"{chapter}-*.svg"))
        {
            File.Delete(old);
        }

        foreach ((string name, IFigure figure) in findings.Figures)
        {
            foreach (Language language in Enum.GetValues<Language>())
            {
                File.WriteAllText(this.PathOf($"{chapter}-{name}", language), figure.Draw(language));
            }
        }
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
