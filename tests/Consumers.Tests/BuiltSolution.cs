using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Generator.Tests.Build;
using Weft.Generator.Tests.Documentation;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>A solution of small projects that refer to the package Weft, and what a single <c>dotnet build</c> says of it.</summary>
public sealed class BuiltSolution : IDisposable
{
    private static readonly string Model = Specs.TinyWith("training: {batch: 2, length: 4}");
    private static readonly string OneSet = Specs.With(Model, "instruction_sets: [portable]");

    /// <summary>Makes the package, writes the projects, restores and builds them.</summary>
    public BuiltSolution()
    {
        this.WriteSolution(this.MakePackage());
        this.WriteOrdinaryProjects();
        this.WriteProjectsOfOneModel();
        this.WriteProjectsThatEmit();
        this.Output = this.Folder.Run("build", "Consumers.slnx");
    }

    /// <summary>Where it lies.</summary>
    internal ProjectFolder Folder { get; } = new();

    /// <summary>What the build printed.</summary>
    public string Output { get; }

    /// <summary>The errors and warnings in an output, each once, with paths from the solution's folder.</summary>
    public IEnumerable<string> Problems(string output) => output.Split('\n', StringSplitOptions.TrimEntries)
        .Where(static line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal))
        .Select(line => line.Replace($"{this.Folder.Path}{Path.DirectorySeparatorChar}", "", StringComparison.Ordinal))
        .Distinct()
        .Order(StringComparer.Ordinal);

    public void Dispose() => this.Folder.Dispose();

    // Of what is built already, in the configuration of these tests. Gives its version.
    private string MakePackage()
    {
        string configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;
        string feed = Directory.CreateDirectory(Path.Combine(this.Folder.Path, "feed")).FullName;
        string output = this.Folder.Run(
            "pack", Repository.PathOf("src/Runtime"), "--no-build", "-p:BuildProjectReferences=false", "-c", configuration, "-o", feed);
        string[] packages = Directory.GetFiles(feed);
        Assert.True(packages.Length == 1, output);

        return Path.GetFileNameWithoutExtension(packages[0])["Weft.".Length..];
    }

    // Packages come from nowhere else, and go into a folder of its own.
    private void WriteSolution(string version)
    {
        this.Folder.Write("NuGet.config", """
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
            </configuration>
            """);
        this.Folder.Write("Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="Weft" Version="{version}" /></ItemGroup>
            </Project>
            """);
        this.Folder.Write("Consumers.slnx", """
            <Solution>
              <Project Path="1st app+b/1st app+b.csproj" />
              <Project Path="Strict/Strict.csproj" />
              <Project Path="Library/Library.csproj" />
              <Project Path="Beside/Beside.csproj" />
              <Project Path="Shadow/Shadow.csproj" />
              <Project Path="Old/Old.csproj" />
              <Project Path="Emitting/Emitting.csproj" />
              <Project Path="Platform/Platform.csproj" />
              <Folder Name="/here/"><Project Path="here/Twin/Twin.csproj" /></Folder>
              <Folder Name="/there/"><Project Path="there/Twin/Twin.csproj" /></Folder>
            </Solution>
            """);
    }

    private void WriteOrdinaryProjects()
    {
        this.Write("1st app+b", """
            <OutputType>Exe</OutputType>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            """, OneSet);
        this.Folder.Write("1st app+b/Program.cs", "Console.WriteLine($\"{_1st_app_b.Tiny.ParameterCount} parameters\");");

        this.Write("Strict", """
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <WarningLevel>9999</WarningLevel>
            <Nullable>enable</Nullable>
            <AnalysisMode>All</AnalysisMode>
            <AnalysisLevel>latest-all</AnalysisLevel>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
            """, Model);
        this.Folder.Write("Strict/.editorconfig", "root = true\n[*.cs]\ndotnet_analyzer_diagnostic.severity = error\n");

        this.Write("Old", "<LangVersion>10</LangVersion>", OneSet);
    }

    private void WriteProjectsOfOneModel()
    {
        string model = Specs.With(OneSet, "model: One", "namespace: Acme");
        this.Write("Library", "", model);
        this.Write("Beside", "", model);
        this.Write("Shadow", "", model, "<ProjectReference Include=\"../Library/Library.csproj\" />");
        this.Write("here/Twin", "<PathMap>$(MSBuildProjectDirectory)=/_</PathMap>", model);
        this.Write("there/Twin", "<PathMap>$(MSBuildProjectDirectory)=/_</PathMap>", model);
    }

    private void WriteProjectsThatEmit()
    {
        const string emit = """
            <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
            <CompilerGeneratedFilesOutputPath>Generated</CompilerGeneratedFilesOutputPath>
            """;

        this.Write("Emitting", emit, OneSet);
        this.Write("Platform", $"{emit}<RuntimeIdentifier>linux-arm64</RuntimeIdentifier>", Model);
    }

    /// <summary>Writes a project; the solution's build sees it if the solution names it.</summary>
    internal void Write(string folder, string properties, string model, string reference = "")
    {
        this.Folder.Write($"{folder}/models/tiny.yaml", model);
        this.Folder.Write($"{folder}/{Path.GetFileName(folder)}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Weft" />
                <TransformerModel Include="models/*.yaml" />
                {reference}
              </ItemGroup>
            </Project>
            """);
    }
}

/// <summary>Tests that share the solution, which is built once.</summary>
[CollectionDefinition(Name)]
public sealed class SolutionTestGroup : ICollectionFixture<BuiltSolution>
{
    /// <summary>What the tests are marked with.</summary>
    public const string Name = "Solution";
}
