using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Generator.Tests.Build;
using Weft.Generator.Tests.Documentation;

namespace Weft.Package.Tests;

/// <summary>The projects in the folder <c>projects</c>, of many kinds and languages, built with the packages by a single <c>dotnet build</c>.</summary>
public sealed class ConsumerProjects
{
    // A path with a blank, and letters of another script.
    private const string Home = "소비자 시험";

    private readonly ProjectFolder _folder;

    /// <summary>Copies, restores and builds them; the tests only look.</summary>
    /// <param name="feed">The packages.</param>
    public ConsumerProjects(PackageFeed feed)
    {
        _folder = feed.Folder;
        _folder.CopyFrom(Repository.PathOf("tests/Package.Tests/projects"), Home);
        this.WriteVersions(feed.Version);
        this.Output = this.Build("Consumers.slnx");
    }

    /// <summary>What the build printed.</summary>
    public string Output { get; }

    /// <summary>Builds a project or solution, and gives what that prints.</summary>
    public string Build(string path) => _folder.Run("build", $"{Home}/{path}");

    /// <summary>Runs a project's program.</summary>
    public (int ExitCode, string Output) RunProgram(string project) => _folder.Start(this.PathOf(project));

    /// <summary>Runs a project's tests.</summary>
    public (int ExitCode, string Output) RunTests(string project) => _folder.Start("test", this.PathOf(project));

    /// <summary>The errors and warnings in an output, each once, with paths from the folder of the projects.</summary>
    public IEnumerable<string> Problems(string output) => output.Split('\n', StringSplitOptions.TrimEntries)
        .Where(static line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal))
        .Select(line => line.Replace($"{Path.Combine(_folder.Path, Home)}{Path.DirectorySeparatorChar}", "", StringComparison.Ordinal))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private string PathOf(string project) => $"{Home}/{project}/bin/Debug/net10.0/{project}.dll";

    // Of Weft's packages those of the feed, of the others those that the repository uses, which the machine has.
    private void WriteVersions(string version)
    {
        IEnumerable<string> others = Repository.Read("Directory.Packages.props").Split('\n', StringSplitOptions.TrimEntries)
            .Where(static line => line.StartsWith("<PackageVersion ", StringComparison.Ordinal))
            .Select(static line => line.Replace("PackageVersion Include", "PackageReference Update", StringComparison.Ordinal));
        _folder.Write($"{Home}/Directory.Build.targets", $"""
            <Project>
              <ItemGroup>
                <PackageReference Update="Weft;Weft.Extensions.AI" Version="{version}" />
                {string.Join("\n    ", others)}
              </ItemGroup>
            </Project>
            """);
    }
}
