using System;
using System.Linq;
using Xunit;

namespace Weft.Package.Tests;

/// <summary>Projects of many kinds build with the packages, and run; those that cannot are told why in one sentence.</summary>
[Collection(PackageTestGroup.Name)]
public sealed class ConsumerProjectTests(ConsumerProjects projects) : IClassFixture<ConsumerProjects>
{
    /// <summary>One error for each project with a mistake, and not a warning of any other, strict as they may be.</summary>
    [Fact]
    public void Build_HasTheseProblemsOnly() => Assert.Collection(
        projects.Problems(projects.Output),
        static problem => Assert.Matches(@"^Forgotten.Program\.cs\(1,26\): error CS0103: The name 'Forgotten' does not exist", problem),
        static problem => Assert.Matches(@"^ModelInFSharp.ModelInFSharp\.fsproj : error WEFT108: The project is written in F#, .* C# class library", problem),
        static problem => Assert.Matches(@"^ModelInVisualBasic.ModelInVisualBasic\.vbproj : error WEFT108: The project is written in Visual Basic, ", problem));

    /// <summary>The package has a framework's assembly and no other; what a project of an older one is told is Weft's to say.</summary>
    [Fact]
    public void OlderFramework_IsOneError() => Assert.Matches(
        @"^Older.Older\.csproj : error WEFT104: The project targets net8\.0, but generated models need net10\.0 or later\.",
        Assert.Single(projects.Problems(projects.Build("Older"))));

    /// <summary>Every language trains a model of its own project or of a library, and lets it count on.</summary>
    [Theory]
    [InlineData("Console", "loss 0.00|89012345 2")]
    [InlineData("FSharp", "loss 0.00|89012345 2")]
    [InlineData("VisualBasic", "loss 0.00|89012345")]
    public void Program_TrainsAndGoesOn(string project, string expected)
    {
        (int exitCode, string output) = projects.RunProgram(project);

        Assert.True(exitCode == 0, output);
        Assert.Equal(expected.Split('|'), output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>Requests at the same time share a model, and each has a session; another model has another answer.</summary>
    [Fact]
    public void Web_Answers()
    {
        (int exitCode, string output) = projects.RunProgram("Web");
        string[] answers = output.Trim().Split(' ');

        Assert.True(exitCode == 0 && answers.Length == 3, output);
        Assert.All(answers, static answer => Assert.Matches("^\\[[0-9](,[0-9]){7}]$", answer));
        Assert.Equal(answers[0], answers[1]);
        Assert.NotEqual(answers[0], answers[2]);
    }

    [Fact]
    public void Tests_Pass()
    {
        (int exitCode, string output) = projects.RunTests("Tests");

        Assert.True(exitCode == 0, output);
        Assert.Matches("Failed: +0, Passed: +2, Skipped: +0, Total: +2,", output);
    }
}
