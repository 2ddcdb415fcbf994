using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Rooms;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>What pages for contributors say of the repository is so.</summary>
public sealed class DocumentTests
{
    private const string Architecture = "docs/architecture.md";

    // Code that a page may quote: all sources, and what three models are compiled to.
    private static readonly Lazy<string[]> Quotable = new(static () =>
    [
        .. Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).Select(Flat),
        .. Generate(""), .. Generate("\nwindow: 32\n"), .. Generate("\nexperts: {count: 8, active: 2}\n"),
    ]);

    [Theory]
    [InlineData(Architecture)]
    [InlineData("docs/extending.md")]
    [InlineData("docs/testing.md")]
    public void Paths_LeadSomewhere(string page) => Assert.All(MarkdownPage.Read(page).Paths(), static path => Assert.True(
        IsMadeByABuild(path) || Exists(path) || Exists($"src/Generator/{path}"), $"{path} is not there."));

    [Fact]
    public void Folders_AreThere() => Assert.All(
        MarkdownPage.Read("README.md").Section("Folders").FirstCells(), static path => Assert.True(Exists(path), $"{path} is not there."));

    [Fact]
    public void Rooms_AreThoseOfTheGenerator() => Assert.Equal(
        GeneratorSources.Folders.Order(), MarkdownPage.Read(Architecture).Section("Rooms").FirstCells().Order());

    /// <summary>Excerpts are pieces of sources or of generated files, line by line, whatever their indentation.</summary>
    [Fact]
    public void Excerpts_AreWhatStandsThere() => Assert.All(MarkdownPage.Read(Architecture).Code("csharp"), static excerpt => Assert.True(
        Quotable.Value.Any(text => text.Contains(Flat(excerpt).Trim('\n'), StringComparison.Ordinal)), $"This stands nowhere:\n{excerpt}"));

    private static IEnumerable<string> Generate(string lines)
    {
        SpecificationResult result = SpecificationReader.Read("shakespeare.yaml", Repository.Read("models/shakespeare.yaml") + lines, "App");

        return ModelCompiler.Compile(result.Specification!, CancellationToken.None).Select(static source => Flat(source.Text));
    }

    private static string Flat(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.Trim()));

    private static bool Exists(string path) => Path.Exists(Repository.PathOf(path));

    private static bool IsMadeByABuild(string path) =>
        path.StartsWith("obj/", StringComparison.Ordinal) || path.StartsWith("artifacts/", StringComparison.Ordinal);
}
