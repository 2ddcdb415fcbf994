using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Weft.Generator.Pipeline;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>Instruction sets that cannot run where a build is for are not generated.</summary>
public sealed class TargetPlatformTests
{
    private const string OfX64 = "Avx512 Avx2 Portable";
    private const string OfArm64 = "AdvSimd Portable";
    private const string All = "Avx512 Avx2 AdvSimd Portable";

    [Theory]
    [InlineData("", All)]
    [InlineData("linux-x64", OfX64)]
    [InlineData("linux-musl-x64", OfX64)]
    [InlineData("win-x64", OfX64)]
    [InlineData("win-x86", OfX64)]
    [InlineData("osx-x64", OfX64)]
    [InlineData("linux-arm64", OfArm64)]
    [InlineData("win-arm64", OfArm64)]
    [InlineData("osx-arm64", OfArm64)]
    [InlineData("linux-arm", All)]
    [InlineData("browser-wasm", All)]
    [InlineData("any", All)]
    public void JustInTime_RunsWhatTheArchitectureHas(string runtime, string expected) => Assert.Equal(expected, Generated(runtime, ""));

    /// <summary>On arm64 there is nothing to choose, and a library that is built for no platform may be used on any.</summary>
    [Theory]
    [InlineData("linux-x64", "portable", "Portable")]
    [InlineData("linux-x64", "x86-64-v3", "Avx2 Portable")]
    [InlineData("win-x64", "x86-64-v3", "Avx2 Portable")]
    [InlineData("linux-x64", "x86-64-v4", OfX64)]
    [InlineData("linux-x64", "native", OfX64)]
    [InlineData("linux-x64", "all", OfX64)]
    [InlineData("linux-arm64", "x86-64-v3", OfArm64)]
    [InlineData("linux-arm64", "portable", OfArm64)]
    [InlineData("", "x86-64-v3", All)]
    public void NativeCode_RunsWhatItIsCompiledFor(string runtime, string publishedFor, string expected) =>
        Assert.Equal(expected, Generated(runtime, publishedFor));

    [Theory]
    [InlineData("linux-x64", "", "instruction_sets: [avx2, neon]", "Avx2")]
    [InlineData("linux-arm64", "", "instruction_sets: [avx2, neon]", "AdvSimd")]
    [InlineData("linux-x64", "x86-64-v4", "instruction_sets: [avx2]", "Avx2")]
    [InlineData("linux-x64", "portable", "instruction_sets: [portable, neon]", "Portable")]
    public void SetsOfASpec_AreNarrowed(string runtime, string publishedFor, string line, string expected) =>
        Assert.Equal(expected, Generated(runtime, publishedFor, line));

    [Theory]
    [InlineData("linux-x64", "", "neon", "linux-x64; add one or more of [avx512, avx2, portable]")]
    [InlineData("osx-arm64", "", "avx512, avx2", "osx-arm64; add one or more of [neon, portable]")]
    [InlineData("linux-x64", "x86-64-v3", "avx512", "linux-x64, published for x86-64-v3; add one or more of [avx2, portable]")]
    public void SetsOfAnotherPlatform_AreReported(string runtime, string publishedFor, string sets, string expected)
    {
        GeneratorRunResult result = Drive(runtime, publishedFor, $"instruction_sets: [{sets}]").Run();
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);

        Assert.Equal("WEFT020", diagnostic.Id);
        Assert.Equal(7, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(
            $"'instruction_sets: [{sets}]' has nothing that runs on {expected}, or remove the key", diagnostic.GetMessage(null));
        Assert.Empty(result.GeneratedSources);
    }

    /// <summary>What is trained on one machine is served on another.</summary>
    [Fact]
    public void ModelFiles_AreThoseOfEveryPlatform()
    {
        ModelSpecification[] models = [.. new[] { "", "linux-x64", "linux-arm64" }.Select(static runtime => Stages.Parse(
            new SpecificationFile("tiny.yaml", Specs.Tiny, "App") { Platform = new TargetPlatform(runtime, "") }, CancellationToken.None)
            .Result.Specification!)];

        Assert.Equal(3, models.Select(static model => model.InstructionSets).Distinct().Count());
        Assert.Single(models.Select(SpecificationHash.Of).Distinct());
        Assert.Single(models.Select(static model => string.Concat(FunctionText.Of(model))).Distinct());
    }

    [Fact]
    public void OtherPlatformOfTheArchitecture_ComputesNothing()
    {
        Driver driver = Drive("linux-x64", "");
        driver.Run();
        GeneratorRunResult result = driver.SetProperties(("RootNamespace", "App"), ("RuntimeIdentifier", "win-x64")).Run();

        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.ReadSpec));
        Assert.Equal("Unchanged", Driver.Reasons(result, TrackingNames.Parse));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Sources));
    }

    private static Driver Drive(string runtime, string publishedFor, params string[] lines) => new Driver(("tiny.yaml", Specs.TinyWith(lines)))
        .SetProperties(("RootNamespace", "App"), ("RuntimeIdentifier", runtime), ("WeftPublishedFor", publishedFor));

    // App.Tiny.LayerNorm.Avx2.g.cs: the sets that have kernels, best first.
    private static string Generated(string runtime, string publishedFor, params string[] lines)
    {
        GeneratorRunResult result = Drive(runtime, publishedFor, lines).Run();
        HashSet<string> sets = [.. result.GeneratedSources.Select(static source => source.HintName.Split('.')[^3])];
        Assert.Empty(result.Diagnostics);

        return string.Join(' ', All.Split(' ').Where(sets.Contains));
    }
}
