using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Weft.Tool.Tests;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>What docs/transformer.md and its Korean sister say is what the sample has measured.</summary>
public sealed class ExplanationTests
{
    private static readonly FindingsFolder Folder = new(FindingsFolder.InRepository);

    /// <summary>Each number stands in numbers.json, rounded as the text rounds it.</summary>
    [Fact]
    public void Numbers_AreThoseMeasured()
    {
        SortedDictionary<string, double> numbers = Folder.ReadNumbers();

        foreach (ExplanationPage page in ExplanationPage.All)
        {
            // A comment without a number before it quotes nothing.
            Assert.Equal(page.Keys(), page.Quotations().Select(static quotation => quotation.Key));
            Assert.All(page.Quotations(), quotation =>
            {
                Assert.True(numbers.TryGetValue(quotation.Key, out double value), $"numbers.json has no '{quotation.Key}'.");
                Assert.Equal($"{quotation.Key} {quotation.Write(value)}", $"{quotation.Key} {quotation.Number}");
            });
        }
    }

    [Fact]
    public void Numbers_AreAllQuoted() =>
        Assert.Equal(Folder.ReadNumbers().Keys, ExplanationPage.All[0].Keys().Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Languages_QuoteTheSame()
    {
        Assert.Equal(Quotations(ExplanationPage.All[0]), Quotations(ExplanationPage.All[1]));
        Assert.Equal(ExplanationPage.All[0].Figures(".svg"), ExplanationPage.All[1].Figures(".ko.svg"));
        Assert.Equal(ExplanationPage.All[0].Excerpts("emitted", "csharp"), ExplanationPage.All[1].Excerpts("emitted", "csharp"));
        Assert.Equal(ExplanationPage.All[0].Excerpts("specification", "yaml"), ExplanationPage.All[1].Excerpts("specification", "yaml"));

        static IEnumerable<string> Quotations(ExplanationPage page) => page.Quotations().Select(static quotation => $"{quotation.Key} {quotation.Number}").Order(StringComparer.Ordinal);
    }

    /// <summary>Each figure is linked and is there in both languages, and nothing else is.</summary>
    [Fact]
    public void Figures_AreThere()
    {
        IEnumerable<string> linked = ExplanationPage.All[0].Figures(".svg").SelectMany(static figure => Enum.GetValues<Language>().Select(language => Folder.PathOf(figure, language)));

        Assert.Equal(linked.Order(StringComparer.Ordinal), Directory.GetFiles(FindingsFolder.InRepository, "*.svg").Order(StringComparer.Ordinal));
        Assert.All(linked, static path => Assert.Equal("svg", XDocument.Load(path).Root!.Name.LocalName));
    }

    /// <summary>Quoted lines stand in what the generator writes for the model, one after another, whatever their indentation.</summary>
    [Fact]
    public void Excerpts_AreWhatIsGenerated()
    {
        (string Specification, string Code)[] excerpts = [.. ExplanationPage.All[0].Excerpts("emitted", "csharp")];
        Dictionary<string, string[]> generated = excerpts.Select(static excerpt => excerpt.Specification).Distinct().ToDictionary(
            static specification => specification,
            static specification => SourceGenerator.Run("Weft.Samples", ExplanationPage.PathOfModel(specification)).Sources.Values.Select(Flat).ToArray());

        Assert.NotEmpty(excerpts);
        Assert.All(excerpts, excerpt => Assert.True(
            generated[excerpt.Specification].Any(text => text.Contains(Flat(excerpt.Code), StringComparison.Ordinal)), $"{excerpt.Specification} gives no such lines:\n{excerpt.Code}"));
    }

    [Fact]
    public void Specifications_AreThoseOfTheSample() => Assert.All(ExplanationPage.All[0].Excerpts("specification", "yaml"), static excerpt => Assert.Contains(
        Flat(excerpt.Code), Flat(File.ReadAllText(ExplanationPage.PathOfModel(excerpt.Specification))), StringComparison.Ordinal));

    /// <summary>What needs no training comes out again, to the last of its digits, with the same figures.</summary>
    [Fact]
    public void Computations_AreRepeatable()
    {
        SortedDictionary<string, double> numbers = Folder.ReadNumbers();
        int compared = 0;

        foreach (Chapter chapter in Book.Chapters)
        {
            Findings findings = new();
            chapter.Compute(findings);
            Assert.All(findings.Numbers, pair => Assert.Equal((pair.Key, numbers[$"{chapter.Name}.{pair.Key}"]), (pair.Key, pair.Value)));
            Assert.All(findings.Figures, pair => Assert.All(Enum.GetValues<Language>(), language =>
                Assert.Equal(File.ReadAllText(Folder.PathOf($"{chapter.Name}-{pair.Key}", language)), pair.Value.Draw(language))));
            compared += findings.Numbers.Count;
        }

        Assert.NotEqual(0, compared);
    }

    private static string Flat(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.Trim()));
}
