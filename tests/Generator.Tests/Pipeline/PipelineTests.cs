using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>What an edit makes the pipeline compute anew. <see cref="Driver.Run"/> asserts each time that a second run computes nothing.</summary>
public sealed class PipelineTests
{
    private static readonly string Other = Specs.TinyWith("model: Other");

    [Fact]
    public void FirstRun_IsNewInEveryStep()
    {
        GeneratorRunResult result = new Driver(("tiny.yaml", Specs.Tiny)).Run();

        Assert.Equal("New", Driver.Reasons(result, TrackingNames.ReadSpec));
        Assert.Equal("New", Driver.Reasons(result, TrackingNames.Parse));
        Assert.Equal("New", Driver.Reasons(result, TrackingNames.Diagnostics));
        Assert.Equal("New", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("New", Driver.Reasons(result, TrackingNames.Sources));
        Assert.Empty(result.Diagnostics);
    }

    [Theory]
    [InlineData("# a comment\n")]
    [InlineData("\n")]
    public void AddedComment_StopsAtTheModel(string addition)
    {
        Driver driver = new(("tiny.yaml", Specs.Tiny));
        driver.Run();
        GeneratorRunResult result = driver.Edit("tiny.yaml", text => addition + text).Run();

        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.ReadSpec));
        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.Parse));
        Assert.Equal("Unchanged", Driver.Reasons(result, TrackingNames.Diagnostics));
        Assert.Equal("Unchanged", Driver.Reasons(result, TrackingNames.Duplicates));
        Assert.Equal("Unchanged", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Sources));
    }

    [Fact]
    public void ChangedKey_ReachesTheSources()
    {
        Driver driver = new(("tiny.yaml", Specs.Tiny));
        driver.Run();
        GeneratorRunResult result = driver.Edit("tiny.yaml", static text => text.Replace("heads: 2", "heads: 4")).Run();

        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.Sources));
    }

    [Fact]
    public void ChangedSourceFile_ComputesNothing()
    {
        Driver driver = new(("tiny.yaml", Specs.Tiny));
        driver.Run();
        GeneratorRunResult result = driver.EditSource().Run();

        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.ReadSpec));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Parse));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Sources));
    }

    [Fact]
    public void ChangedModel_LeavesTheOtherCached()
    {
        Driver driver = new(("other.yaml", Other), ("tiny.yaml", Specs.Tiny));
        driver.Run();
        GeneratorRunResult result = driver.Edit("tiny.yaml", static text => text.Replace("heads: 2", "heads: 4")).Run();

        Assert.Equal("Cached Modified", Driver.Reasons(result, TrackingNames.ReadSpec));
        Assert.Equal("Cached Modified", Driver.Reasons(result, TrackingNames.Parse));
        Assert.Equal("Cached Modified", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("Cached Modified", Driver.Reasons(result, TrackingNames.Sources));
    }

    [Fact]
    public void DeletedFile_TakesItsModelAlong()
    {
        Driver driver = new(("other.yaml", Other), ("tiny.yaml", Specs.Tiny));
        Assert.Contains(driver.Run().GeneratedSources, static source => source.HintName.StartsWith("App.Tiny.", StringComparison.Ordinal));
        GeneratorRunResult result = driver.Delete("tiny.yaml").Run();

        Assert.Equal("Cached Removed", Driver.Reasons(result, TrackingNames.ReadSpec));
        Assert.Equal("Cached Removed", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("Cached Removed", Driver.Reasons(result, TrackingNames.Sources));
        Assert.Contains(result.GeneratedSources, static source => source.HintName.StartsWith("App.Other.", StringComparison.Ordinal));
        Assert.DoesNotContain(result.GeneratedSources, static source => source.HintName.StartsWith("App.Tiny.", StringComparison.Ordinal));
    }

    [Fact]
    public void KernelsOfOneShape_AreEmittedOnce()
    {
        string[] one = [.. KernelsOf(new Driver(("tiny.yaml", Specs.Tiny)).Run())];
        string[] two = [.. KernelsOf(new Driver(("tiny.yaml", Specs.Tiny), ("other.yaml", Other)).Run())];

        Assert.Contains("Weft.Kernels.Tile.Avx2.g.cs", one);
        Assert.Equal(one, two);
    }

    /// <summary>What stands, stays: the further model adds its own files, and the kernels that nobody had a use for.</summary>
    [Fact]
    public void FurtherModel_EmitsNothingAgain()
    {
        Driver driver = new(("tiny.yaml", Specs.Tiny));
        int methods = KernelsOf(driver.Run()).Count();
        GeneratorRunResult result = driver.Add("wide.yaml", Specs.TinyWith("model: Wide", "d_ff: 80")).Run();
        string[] reasons = Driver.Reasons(result, TrackingNames.Methods).Split(' ');
        IncrementalStepRunReason[] outputs = [.. result.TrackedOutputSteps["SourceOutput"].SelectMany(static step => step.Outputs).Select(static output => output.Reason)];

        Assert.Equal("Cached New", Driver.Reasons(result, TrackingNames.Sources));
        Assert.All(reasons[..methods], static reason => Assert.Equal("Cached", reason));
        Assert.All(reasons[methods..], static reason => Assert.Equal("New", reason));
        Assert.InRange(reasons.Length - methods, 1, methods / 2);
        Assert.DoesNotContain(IncrementalStepRunReason.Modified, outputs);
    }

    [Fact]
    public void EditedModel_LeavesTheKernelsOfOthers()
    {
        Driver driver = new(("tiny.yaml", Specs.Tiny), ("other.yaml", Other));
        int methods = KernelsOf(driver.Run()).Count();
        GeneratorRunResult result = driver.Edit("other.yaml", static text => text.Replace("model: Other", "model: Another", StringComparison.Ordinal)).Run();

        Assert.Equal("Cached Modified", Driver.Reasons(result, TrackingNames.Sources));
        Assert.Equal(string.Join(' ', Enumerable.Repeat("Cached", methods)), Driver.Reasons(result, TrackingNames.Methods));
    }

    [Fact]
    public void SameNameInTwoNamespaces_GivesTwoModels()
    {
        GeneratorRunResult result = new Driver(("one.yaml", Specs.Tiny), ("two.yaml", Specs.TinyWith("namespace: Elsewhere"))).Run();

        Assert.Empty(result.Diagnostics);
        Assert.Contains(result.GeneratedSources, static source => source.HintName == "App.Tiny.g.cs");
        Assert.Contains(result.GeneratedSources, static source => source.HintName == "Elsewhere.Tiny.g.cs");
    }

    [Fact]
    public void BrokenSpec_LosesItsModelAndReportsOnItsLine()
    {
        Driver driver = new(("other.yaml", Other), ("tiny.yaml", Specs.Tiny));
        driver.Run();
        GeneratorRunResult result = driver.Edit("tiny.yaml", static text => text.Replace("heads: 2", "heads: 3")).Run();
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);

        Assert.Equal("Cached Removed", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("WEFT012", diagnostic.Id);
        Assert.Equal("tiny.yaml: (6,7)-(6,8)", diagnostic.Location.GetLineSpan().ToString());
    }

    /// <summary>A model that is missing has its reason, whatever a project asks for.</summary>
    [Theory]
    [InlineData(ReportDiagnostic.Suppress)]
    [InlineData(ReportDiagnostic.Hidden)]
    [InlineData(ReportDiagnostic.Warn)]
    public void Error_CannotBeSilenced(ReportDiagnostic severity)
    {
        GeneratorRunResult result = new Driver(("tiny.yaml", Specs.TinyWith("outputs: 5"))).Configure("WEFT013", severity).Run();
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);

        Assert.Equal("WEFT013", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
    }

    [Fact]
    public void MovedProblem_IsReportedAnew()
    {
        Driver driver = new(("tiny.yaml", Specs.TinyWith("heads: 3")));
        driver.Run();
        GeneratorRunResult result = driver.Edit("tiny.yaml", static text => "\n" + text).Run();

        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.Diagnostics));
        Assert.Equal(7, Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void FileThatIsNoModel_IsNotRead()
    {
        GeneratorRunResult result = new Driver(("notes.txt", "not a spec")).Run();

        Assert.Empty(Driver.Reasons(result, TrackingNames.ReadSpec));
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void FileThatCannotBeRead_IsReported()
    {
        Diagnostic diagnostic = Assert.Single(new Driver(("tiny.yaml", null)).Run().Diagnostics);

        Assert.Equal("WEFT001", diagnostic.Id);
        Assert.Equal("tiny.yaml", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void FileOfTenMegabytes_IsReportedAndNotKept()
    {
        GeneratorRunResult result = new Driver(("tiny.yaml", new string('#', 10_000_000))).Run();

        Assert.Equal("WEFT001", Assert.Single(result.Diagnostics).Id);
        Assert.All(
            Driver.Values(result, TrackingNames.ReadSpec),
            static file => Assert.Equal(1_048_577, Assert.IsType<Generator.Pipeline.SpecificationFile>(file).Text!.Length));
    }

    [Fact]
    public void Steps_HoldNoRoslynObjects()
    {
        GeneratorRunResult result = new Driver(("tiny.yaml", Specs.Tiny), ("bad.yaml", Specs.TinyWith("heads: 3"))).Run();
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);

        foreach (string step in new[] { "ReadSpec", "Parse", "Diagnostics", "Duplicates", "Language", "ImportedTypes", "Model", "Sources" })
        {
            Assert.NotEmpty(Driver.Values(result, step));
            Assert.All(Driver.Values(result, step), value => AssertPlain(value, seen));
        }
    }

    private static void AssertPlain(object? value, HashSet<object> seen)
    {
        if (value is null or string or DiagnosticDescriptor || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is Compilation or ISymbol or SyntaxNode or SyntaxTree or Location or Diagnostic or AdditionalText, value.GetType().FullName);

        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertPlain(item, seen);
            }

            return;
        }

        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                AssertPlain(field.GetValue(value), seen);
            }
        }
    }

    private static IEnumerable<string> KernelsOf(GeneratorRunResult result) =>
        result.GeneratedSources.Select(static source => source.HintName).Where(static name => name.StartsWith("Weft.Kernels.", StringComparison.Ordinal));
}
