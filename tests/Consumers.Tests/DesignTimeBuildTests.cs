using System;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>
/// What an editor shows of a project that was restored and never built. Visual Studio Code, Visual Studio and Rider all build it so.
/// </summary>
[Collection(SolutionTestGroup.Name)]
public sealed class DesignTimeBuildTests(BuiltSolution solution)
{
    private const string Project = "Typed here/Typed here.csproj";
    private const string Mistake = "heads: 5";

    [Fact]
    public void Specification_ReachesTheCompilerWithItsMetadata()
    {
        DesignTimeBuild build = this.Open(Consumer.Model);

        Assert.Equal([this.Specification], build.AdditionalFiles);
        Assert.Equal("true", build.Metadata(this.Specification)["build_metadata.additionalfiles.weftmodel"]);
    }

    /// <summary>In the problem list, a click on it leads to the value.</summary>
    [Fact]
    public void Mistake_IsReportedAtItsValue()
    {
        string model = Specs.With(Consumer.Model, Mistake);
        Diagnostic problem = Assert.Single(this.Open(model).RunGenerator().Diagnostics);
        FileLinePositionSpan place = problem.Location.GetLineSpan();

        Assert.Equal("WEFT012", problem.Id);
        Assert.Equal(DiagnosticSeverity.Error, problem.Severity);
        Assert.Equal(this.Specification, place.Path);
        Assert.Equal(Array.IndexOf(model.Split('\n'), Mistake), place.StartLinePosition.Line);
        Assert.Equal(Mistake.IndexOf('5', StringComparison.Ordinal), place.StartLinePosition.Character);
    }

    /// <summary>The classes that complete in C#, in the namespace of the project; and a mistake that comes and goes needs no new build.</summary>
    [Fact]
    public void Model_IsThereWhileItsFileChanges()
    {
        DesignTimeBuild build = this.Open(Consumer.Model);
        Assert.Contains("Typed_here.Tiny.g.cs", build.RunGenerator().GeneratedSources.Select(static source => source.HintName));

        File.WriteAllText(this.Specification, Specs.With(Consumer.Model, Mistake));
        Assert.NotEmpty(build.RunGenerator().Diagnostics);

        File.WriteAllText(this.Specification, Consumer.Model);
        Assert.Empty(build.RunGenerator().Diagnostics);
    }

    private string Specification => Path.Combine(solution.Folder.Path, "Typed here", "models", "tiny.yaml");

    private DesignTimeBuild Open(string model)
    {
        solution.Write("Typed here", "", model);
        (int exitCode, string output) = solution.Folder.Start("restore", Project, "-nodeReuse:false", "-tl:off");
        Assert.True(exitCode == 0, output);

        return new DesignTimeBuild(solution.Folder, Project);
    }
}
