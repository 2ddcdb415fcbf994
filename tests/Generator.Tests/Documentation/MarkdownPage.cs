using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>A page of documentation: its prose and the code in it.</summary>
internal sealed partial class MarkdownPage
{
    private readonly string _text;

    private MarkdownPage(string text) => _text = text;

    /// <summary>Reads a page of the repository.</summary>
    public static MarkdownPage Read(string path) => new(Repository.Read(path).ReplaceLineEndings("\n"));

    /// <summary>The part under a heading, up to the next one.</summary>
    public MarkdownPage Section(string heading)
    {
        string[] parts = _text.Split($"\n## {heading}\n");
        Assert.True(parts.Length == 2, $"There are {parts.Length - 1} headings '{heading}'.");

        return new(parts[1].Split("\n## ")[0]);
    }

    /// <summary>The fenced code in a language, without the indentation of the list that it stands in.</summary>
    public IEnumerable<string> Code(string language) =>
        from Match match in Fence().Matches(_text)
        where match.Groups["language"].Value == language
        let indent = match.Groups["indent"].Length
        select string.Join('\n', match.Groups["code"].Value.Split('\n').Select(line => line.Length > indent ? line[indent..] : ""));

    /// <summary>The paths in the prose: names with a slash, between backticks.</summary>
    public IEnumerable<string> Paths() => Quoted().Matches(Fence().Replace(_text, "")).Select(static match => match.Groups["path"].Value).Distinct();

    /// <summary>The first cells of its tables.</summary>
    public IEnumerable<string> FirstCells() => FirstCell().Matches(_text).Select(static match => match.Groups["cell"].Value);

    /// <summary>Asserts that a line stands in it as code.</summary>
    public void AssertQuotes(string line) => Assert.Contains($"\n    {line}\n", _text, StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<indent> *)```(?<language>\w*)\n(?<code>.*?)\n *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`(?<path>\.?\w[\w.-]*/[\w./-]*)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| `(?<cell>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
