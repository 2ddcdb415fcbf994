using System;
using System.Linq;
using Xunit;

namespace Weft.Generator.Tests.Build;

/// <summary>Files that EmitCompilerGeneratedFiles leaves within a project are not compiled a second time.</summary>
public sealed class EmittedFilesTests
{
    // The compiler's own layout: the generator's assembly, its type, the name of the file.
    private static readonly string Folder = $"{typeof(ModelGenerator).Assembly.GetName().Name}/{typeof(ModelGenerator).FullName}";

    // $1 stands for the folder of the project.
    private static readonly string[] Within =
    [
        "", "Emitted", "Emitted/", "Emitted\\", "./Emitted/../Emitted", "$1/Emitted", "$1/Emitted/", "$1\\Emitted\\",
        "Emitted/net10.0/Debug",
    ];

    private static readonly string[] Outside = ["../outside", "../outside/", "..\\outside\\", "$1/../outside", "$1\\..\\outside"];

    [Fact]
    public void EmittedFiles_WithinTheProject_AreNotCompiled() => AssertCompiled("Program.cs", "**/*.cs", Within);

    /// <summary>The SDK takes none of these; a project may.</summary>
    [Fact]
    public void EmittedFiles_ThatTheProjectIncludes_AreNotCompiled() =>
        AssertCompiled("Program.cs", "Program.cs;../outside/Weft.Generator/**/*.cs", Outside);

    [Fact]
    public void EmittedFiles_OfAnotherGenerator_StayTheProjectsAffair() =>
        AssertCompiled("../outside/Other/App.Tiny.g.cs", "../outside/Other/**/*.cs", "../outside");

    // One evaluation for each path, all in one process; the number makes each of them another build.
    private static void AssertCompiled(string expected, string included, params string[] paths)
    {
        using ProjectFolder folder = new();
        string builds = string.Concat(paths.Select((path, i) =>
            $"<MSBuild Projects=\"project.proj\" Targets=\"Report\" Properties=\"Number={i};CompilerGeneratedFilesOutputPath={path}\" />"));

        foreach (string file in new[] { "app/Program.cs", "outside/Other/App.Tiny.g.cs" }
            .Concat(from place in new[] { "app/Emitted", "app/Emitted/net10.0/Debug", "outside" } select $"{place}/{Folder}/App.Tiny.g.cs"))
        {
            folder.Write(file, "");
        }

        folder.Write("app/project.proj", $"""
            <Project>
              <ItemGroup><Compile Include="{included}" /></ItemGroup>
              <Import Project="{ProjectFolder.BuildFiles}Weft.targets" />
              <Target Name="Report"><Message Importance="high" Text="@(Compile)" /></Target>
              <Target Name="ReportAll">{builds.Replace("$1", $"{folder.Path}/app", StringComparison.Ordinal)}</Target>
            </Project>
            """);

        string[] lines = folder.Run("msbuild", "app/project.proj", "-target:ReportAll").Trim().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(Enumerable.Repeat(expected, paths.Length), lines);
    }
}
