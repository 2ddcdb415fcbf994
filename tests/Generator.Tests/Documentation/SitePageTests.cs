using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>Pages that say again what another place decides say the same.</summary>
public sealed partial class SitePageTests
{
    private static readonly string Docs = Repository.PathOf("docs");

    /// <summary>The list of diagnostics has every page, under its heading.</summary>
    [Fact]
    public void Diagnostics_AreListed()
    {
        IEnumerable<string> lines = Directory.GetFiles(Path.Combine(Docs, "diagnostics"), "WEFT*.md").Order(StringComparer.Ordinal)
            .Select(static path => $"- [{File.ReadLines(path).First()[2..]}](diagnostics/{Path.GetFileName(path)})");

        Assert.Equal(lines, Repository.Read("docs/diagnostics.md").Split('\n').Where(static line => line.StartsWith("- [WEFT", StringComparison.Ordinal)));
    }

    /// <summary>Every page but the first has a line in one of the tables of contents.</summary>
    [Fact]
    public void Pages_AreInATableOfContents()
    {
        IEnumerable<string> pages = Directory.GetFiles(Docs, "*.md", SearchOption.AllDirectories);
        IEnumerable<string> listed =
            from contents in Directory.GetFiles(Docs, "toc.yml", SearchOption.AllDirectories)
            where !contents.StartsWith(Path.Combine(Docs, "api"), StringComparison.Ordinal)
            from Match line in PageOfContents().Matches(File.ReadAllText(contents))
            select Path.GetFullPath(Path.Combine(Path.GetDirectoryName(contents)!, line.Groups["page"].Value));

        Assert.Equal(pages.Except([Path.Combine(Docs, "index.md")]).Order(), listed.Order());
    }

    /// <summary>The commands of the first three minutes are those of README.</summary>
    [Fact]
    public void Start_HasTheCommandsOfReadme() => Assert.Equal(
        Commands(Repository.Read("README.md").Split("\n## Three minutes\n")[1].Split("\n## ")[0]), Commands(Repository.Read("docs/start.md")));

    private static IEnumerable<string> Commands(string text) =>
        text.Split('\n').Where(static line => line.StartsWith("    ", StringComparison.Ordinal)).Select(static line => line.Trim());

    [GeneratedRegex(@"href: (?<page>\S+\.md)")]
    private static partial Regex PageOfContents();
}
