using System;
using System.IO;
using System.Linq;

namespace Weft.Tokenizers.Tests;

/// <summary>The sample of English and Korean sentences: see Data/ABOUT.txt.</summary>
internal static class Tatoeba
{
    /// <summary>All sentences, English and Korean by turns.</summary>
    public static string[] Sentences { get; } = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "tatoeba-sample.tsv")).SelectMany(static line => line.Split('\t')[..2])];
}
