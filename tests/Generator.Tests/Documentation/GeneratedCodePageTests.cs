using System;
using System.Linq;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>docs/generated-code.md shows what the generator writes of its model, to the letter.</summary>
public sealed class GeneratedCodePageTests
{
    [Fact]
    public void Excerpts_AreGenerated()
    {
        MarkdownPage page = MarkdownPage.Read("docs/generated-code.md");
        SpecificationResult model = SpecificationReader.Read("tiny.yaml", page.Code("yaml").Single(), "Acme");
        Assert.Empty(model.Problems.Items);

        string[] files = [.. ModelCompiler.Compile(model.Specification!, CancellationToken.None).Select(static source => Flat(source.Text))];

        Assert.All(page.Code("csharp"), excerpt => Assert.True(
            files.Any(text => text.Contains($"\n{Flat(excerpt)}\n", StringComparison.Ordinal)), $"The generator writes this no longer:\n{excerpt}"));
    }

    // A page leaves out the indentation of the class around a method.
    private static string Flat(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.Trim()));
}
