using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Weft.Generator.Tests.Documentation;
using Xunit;

namespace Weft.Package.Tests;

/// <summary>What is in the packages.</summary>
[Collection(PackageTestGroup.Name)]
public sealed class PackageTests(PackageFeed feed)
{
    [Fact]
    public void Package_TellsOfItself() => Assert.All(feed.Packages("feed"), static path =>
    {
        using ZipArchive package = ZipFile.OpenRead(path);
        XElement metadata = Metadata(package);
        string id = Value(metadata, "id");

        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Contains("transformer", Value(metadata, "tags").Split(' '));
        Assert.NotEmpty(Value(metadata, "description"));
        Assert.StartsWith($"# {id}\n", Text(package, Value(metadata, "readme")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Repository.PathOf("eng/icon.png")), Content(package.GetEntry(Value(metadata, "icon"))!));
        Assert.Contains(Value(metadata, "releaseNotes").ReplaceLineEndings("\n"), Repository.Read("CHANGELOG.md").ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.NotEmpty(Value(metadata, "releaseNotes"));
        Assert.NotNull(package.GetEntry("LICENSE"));
    });

    /// <summary>Three places name it: the folder in the package, the check of projects, and the reference that the generator is compiled with.</summary>
    [Fact]
    public void Generator_IsForTheOldestCompilerItWasBuiltWith()
    {
        const string oldest = "4.14";
        using ZipArchive package = ZipFile.OpenRead(feed.Packages("feed").Single(path => path.EndsWith($"Weft.{feed.Version}.nupkg", StringComparison.Ordinal)));

        Assert.Equal(
            [$"analyzers/dotnet/roslyn{oldest}/cs/Weft.Generator.dll", $"analyzers/dotnet/roslyn{oldest}/cs/YamlDotNet.dll"],
            package.Entries.Select(static entry => entry.FullName).Where(static name => name.StartsWith("analyzers/", StringComparison.Ordinal)).Order());
        Assert.Contains($"<_WeftOldestCompiler>{oldest}</_WeftOldestCompiler>", Text(package, "build/Weft.targets"), StringComparison.Ordinal);
        Assert.Contains($"\"Microsoft.CodeAnalysis.CSharp\" Version=\"{oldest}.0\"", Repository.Read("Directory.Packages.props"), StringComparison.Ordinal);
    }

    /// <summary>The files; and with an SDK that sets their times, as it should from the day of the version, every byte.</summary>
    [Fact]
    public void SecondPackage_IsTheSame()
    {
        feed.Pack("again");

        Assert.All(feed.Packages("feed").Zip(feed.Packages("again")), static pair =>
        {
            using ZipArchive first = ZipFile.OpenRead(pair.First);
            using ZipArchive second = ZipFile.OpenRead(pair.Second);
            Assert.Equal(first.Entries.Select(static entry => entry.FullName), second.Entries.Select(static entry => entry.FullName));
            Assert.All(first.Entries.Zip(second.Entries), static files => Assert.Equal(Content(files.First), Content(files.Second)));

            if (first.Entries.All(static entry => entry.LastWriteTime.TimeOfDay == TimeSpan.Zero))
            {
                Assert.Equal(File.ReadAllBytes(pair.First), File.ReadAllBytes(pair.Second));
            }
        });
    }

    /// <summary>Its own version, and not that of the time when somebody wrote the template.</summary>
    [Fact]
    public void Template_RefersToThePackagesBesideIt()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Packages("feed").Single(static path => path.Contains("Templates")));
        string[] projects = [.. package.Entries.Where(static entry => entry.Name.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(entry => Text(package, entry.FullName))];

        Assert.Equal(4, projects.Length);
        Assert.All(projects, project => Assert.All(
            Regex.Matches(project, "Include=\"Weft[^\"]*\" Version=\"([^\"]*)\""), match => Assert.Equal(feed.Version, match.Groups[1].Value)));
        Assert.All(projects, static project => Assert.Contains("Include=\"Weft\" Version=", project, StringComparison.Ordinal));
    }

    /// <summary>For whoever writes a specification without a template or the tool.</summary>
    [Fact]
    public void Package_BringsTheSchema()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Packages("feed").Single(path => Path.GetFileName(path) == $"Weft.{feed.Version}.nupkg"));

        Assert.Equal(File.ReadAllBytes(Repository.PathOf("models/weft.schema.json")), Content(package.GetEntry("schema/weft.schema.json")!));
    }

    private static XElement Metadata(ZipArchive package) =>
        XElement.Parse(Text(package, package.Entries.Single(static entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).FullName))
            .Elements().Single(static element => element.Name.LocalName == "metadata");

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().Single(element => element.Name.LocalName == name).Value;

    private static string Text(ZipArchive package, string name)
    {
        using StreamReader reader = new(package.GetEntry(name)!.Open());

        return reader.ReadToEnd();
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        stream.CopyTo(content);

        return content.ToArray();
    }
}
