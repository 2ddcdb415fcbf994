using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Weft.Generator.Tests.Build;
using Weft.Generator.Tests.Documentation;
using Xunit;

namespace Weft.Package.Tests;

/// <summary>All packages of the repository in a folder, and beside it an empty cache for who restores from there.</summary>
public sealed class PackageFeed : IDisposable
{
    /// <summary>
    /// Packs what is built already, in the configuration of these tests; or takes the packages of the folder that the environment names in
    /// <c>WEFT_PACKAGES</c>, to test the very files that are to be released.
    /// </summary>
    public PackageFeed()
    {
        this.WriteSources();

        if (Environment.GetEnvironmentVariable("WEFT_PACKAGES") is { Length: > 0 } packages)
        {
            this.Folder.CopyFrom(packages, "feed");
        }
        else
        {
            this.Pack("feed");
        }

        string tool = this.Packages("feed").Single(static path => path.Contains("Weft.Tool.", StringComparison.Ordinal));
        this.Version = Path.GetFileNameWithoutExtension(tool)["Weft.Tool.".Length..];
    }

    /// <summary>Where it lies.</summary>
    internal ProjectFolder Folder { get; } = new();

    /// <summary>The version of every package.</summary>
    public string Version { get; }

    /// <summary>The packages of a folder, in the order of their names.</summary>
    public string[] Packages(string folder) =>
        [.. Directory.GetFiles(Path.Combine(this.Folder.Path, folder), "*.nupkg").Order(StringComparer.Ordinal)];

    /// <summary>Packs everything into a folder; what it needs beside the packages is there, and not where others pack at the same time.</summary>
    public void Pack(string folder)
    {
        string configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;
        string output = Path.Combine(this.Folder.Path, folder);
        (int exitCode, string text) = this.Folder.Start(
            "pack", Repository.PathOf("eng/Packages.slnx"), "-c", configuration, "--output", output, "--no-build",
            "-p:BuildProjectReferences=false", $"-p:NuspecOutputPath={output}/nuspec/", "-nologo", "-v:minimal", "-nodeReuse:false", "-tl:off");

        Assert.True(exitCode == 0, text);
        Assert.Equal(8, this.Packages(folder).Length);
    }

    public void Dispose() => this.Folder.Dispose();

    // Weft's packages come from here alone. The others this project's own restore has brought onto the machine, and F#'s library lies beside its
    // compiler: no network is needed.
    private void WriteSources()
    {
        Directory.CreateDirectory(Path.Combine(this.Folder.Path, "feed"));
        this.Folder.Write("NuGet.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
              <packageSources>
                <clear />
                <add key="feed" value="feed" />
                <add key="machine" value="{Setting("NuGetPackageRoot")}" />
                <add key="sdk" value="{Setting("SdkPackages")}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="feed"><package pattern="Weft" /><package pattern="Weft.*" /></packageSource>
                <packageSource key="machine"><package pattern="*" /></packageSource>
                <packageSource key="sdk"><package pattern="FSharp.Core" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    // From the project file of these tests.
    private static string Setting(string name) => typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(item => item.Key == name).Value!;
}

/// <summary>Tests that share the packages, which are made once.</summary>
[CollectionDefinition(Name)]
public sealed class PackageTestGroup : ICollectionFixture<PackageFeed>
{
    /// <summary>What the tests are marked with.</summary>
    public const string Name = "Packages";
}
