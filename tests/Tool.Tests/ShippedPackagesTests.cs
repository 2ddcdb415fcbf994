using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>What the packages contain of others, and what the assemblies of this repository reach.</summary>
public sealed class ShippedPackagesTests
{
    // All that packages of others may be under, whether they are shipped or only compile and check what is.
    private static readonly string[] Licences = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];

    // What these have to say comes with .NET's own licence, which is MIT today.
    private static readonly string[] WithoutExpression = ["NETStandard.Library", "Microsoft.NETCore.Platforms", "System."];

    /// <summary>The projects that are packed.</summary>
    internal static string[] Shipped { get; } = ["Generator", "Runtime", "Tokenizers", "Import", "Extensions.AI", "Serving", "Distributed", "Tool"];

    public static TheoryData<string> Projects => [.. Shipped];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Packages_HaveLicencesThatAreAllowed(string project)
    {
        foreach ((string name, string folder, _) in PackagesOf(project))
        {
            XElement metadata = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root!.Elements().First();
            string? licence = metadata.Elements().FirstOrDefault(static item => item.Name.LocalName == "license" && (string?)item.Attribute("type") == "expression")?.Value;

            Assert.True(
                licence is null ? WithoutExpression.Any(start => name.StartsWith(start, StringComparison.Ordinal)) : Licences.Contains(licence),
                $"{name}: {licence ?? "no expression of a licence"}");
        }
    }

    /// <summary>The generator's package has what the compiler does not have itself, the tool's has everything.</summary>
    [Theory]
    [InlineData("Generator", new[] { "YamlDotNet" })]
    [InlineData("Tool", new[] { "YamlDotNet", "System.CommandLine", "Microsoft.CodeAnalysis" })]
    public void Notices_NameWhatIsContained(string project, string[] contained)
    {
        string notices = File.ReadAllText(Path.Combine(Root(), "THIRD-PARTY-NOTICES.txt"));
        Assert.All(contained, name => Assert.Contains(name, notices, StringComparison.Ordinal));

        string[] others = [.. PackagesOf(project).Where(item => item.HasAssemblies && !contained.Any(name => item.Name.StartsWith(name, StringComparison.Ordinal))).Select(static item => item.Name)];
        Assert.All(others, name => Assert.True(project == "Generator" && (name == "NETStandard.Library" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)), name));
    }

    /// <summary>Nothing that builds or runs opens a connection: no assembly refers to what could.</summary>
    [Fact]
    public void Assemblies_ReferToNoNetwork()
    {
        string[] own = [.. Directory.GetFiles(AppContext.BaseDirectory, "Weft*.dll").Where(static path => !path.EndsWith("Tests.dll", StringComparison.Ordinal))];
        Assert.Contains(own, static path => Path.GetFileName(path) == "Weft.dll");
        Assert.Contains(own, static path => Path.GetFileName(path) == "Weft.Generator.dll");

        Assert.All(own, static path => Assert.DoesNotContain(
            ReferencesOf(path), static name => name.StartsWith("System.Net", StringComparison.Ordinal)));
    }

    private static List<string> ReferencesOf(string path)
    {
        using PEReader image = new(File.OpenRead(path));
        MetadataReader reader = image.GetMetadataReader();

        return [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
    }

    private static List<(string Name, string Folder, bool HasAssemblies)> PackagesOf(string project)
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root(), "src", project, "obj", "project.assets.json")));
        string[] folders = [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(static item => item.Name)];
        List<(string, string, bool)> packages = [];

        foreach (JsonProperty item in assets.RootElement.GetProperty("targets").EnumerateObject().SelectMany(static target => target.Value.EnumerateObject()))
        {
            if (item.Value.GetProperty("type").GetString() == "package")
            {
                string folder = folders.Select(root => Path.Combine([root, .. item.Name.ToLowerInvariant().Split('/')])).First(Directory.Exists);
                bool hasAssemblies = item.Value.TryGetProperty("runtime", out JsonElement runtime)
                    && runtime.EnumerateObject().Any(static file => file.Name.EndsWith(".dll", StringComparison.Ordinal));
                packages.Add((item.Name.Split('/')[0], folder, hasAssemblies));
            }
        }

        return packages;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
