using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>A project whose version of C# is too old for generated files.</summary>
public sealed class OldLanguageTests
{
    [Theory]
    [InlineData(LanguageVersion.CSharp7_3, "7.3")]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    [InlineData(LanguageVersion.CSharp11, "11.0")]
    public void OldVersion_IsReportedOnceForAllModels(LanguageVersion version, string named)
    {
        Driver driver = new Driver(("one.yaml", Specs.Tiny), ("two.yaml", Specs.TinyWith("model: Other"))).UseLanguage(version);
        GeneratorRunResult result = driver.Run();
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);

        Assert.Equal("WEFT018", diagnostic.Id);
        Assert.Equal(Location.None, diagnostic.Location);
        Assert.Equal(
            $"LangVersion is {named}, but generated models need C# 12 or later; remove the property, or set it to 12 or later",
            diagnostic.GetMessage(null));
        Assert.Empty(result.GeneratedSources);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.LatestMajor)]
    [InlineData(LanguageVersion.Default)]
    [InlineData(LanguageVersion.Preview)]
    public void VersionThatSuffices_IsNotReported(LanguageVersion version)
    {
        GeneratorRunResult result = new Driver(("tiny.yaml", Specs.Tiny)).UseLanguage(version).Run();

        Assert.Empty(result.Diagnostics);
        Assert.NotEmpty(result.GeneratedSources);
    }

    [Fact]
    public void ProblemOfAFile_IsReportedBeside()
    {
        GeneratorRunResult result = new Driver(("tiny.yaml", Specs.TinyWith("heads: 3"))).UseLanguage(LanguageVersion.CSharp10).Run();

        Assert.Equal(["WEFT012", "WEFT018"], result.Diagnostics.Select(static diagnostic => diagnostic.Id));
    }

    [Fact]
    public void ProjectWithoutModels_MayBeOld() =>
        Assert.Empty(new Driver(("notes.txt", "")).UseLanguage(LanguageVersion.CSharp7_3).Run().Diagnostics);

    [Fact]
    public void NewerVersion_BringsTheModelBack()
    {
        Driver driver = new Driver(("tiny.yaml", Specs.Tiny)).UseLanguage(LanguageVersion.CSharp10);
        driver.Run();
        GeneratorRunResult result = driver.UseLanguage(LanguageVersion.CSharp12).Run();

        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Parse));
        Assert.Equal("New", Driver.Reasons(result, TrackingNames.Model));
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void OtherVersionThatSuffices_ComputesNothing()
    {
        Driver driver = new Driver(("tiny.yaml", Specs.Tiny)).UseLanguage(LanguageVersion.CSharp12);
        driver.Run();
        GeneratorRunResult result = driver.UseLanguage(LanguageVersion.CSharp13).Run();

        Assert.Equal("Unchanged", Driver.Reasons(result, TrackingNames.Language));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Sources));
    }
}
