using System.IO;
using System.Linq;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>What only a build with the package, the SDK and its targets shows.</summary>
[Collection(SolutionTestGroup.Name)]
public sealed class SolutionTests(BuiltSolution solution)
{
    /// <summary>One error for each project that has one, and not a warning of any other, strict as they may be.</summary>
    [Fact]
    public void Build_HasTheseProblemsOnly() => Assert.Collection(
        solution.Problems(solution.Output),
        static problem => Assert.Matches(@"^CSC : error WEFT018: LangVersion is 10\.0, .* \[Old/Old\.csproj\]$", problem),
        static problem => Assert.Matches(
            @"^Shadow/models/tiny\.yaml\(1,8\): error WEFT019: .* 'Acme\.One' .* 'Library', .* \[Shadow/Shadow\.csproj\]$", problem));

    [Fact]
    public void Program_Runs()
    {
        (int exitCode, string output) = solution.Folder.Start("1st app+b/bin/Debug/net10.0/1st app+b.dll");

        Assert.Equal(0, exitCode);
        Assert.Matches("^[0-9]+ parameters$", output.Trim());
    }

    [Fact]
    public void Folder_ChangesNoByte() => Assert.Equal(Assembly("here"), Assembly("there"));

    [Fact]
    public void Platform_HasItsKernelsOnly()
    {
        string[] sets = [.. Emitted("Platform").Select(static file => Path.GetFileName(file).Split('.')[^3]).Distinct()];

        Assert.Contains("AdvSimd", sets);
        Assert.DoesNotContain("Avx2", sets);
        Assert.DoesNotContain("Avx512", sets);
    }

    /// <summary>What the first build emits within the project, the second one does not compile; another configuration neither.</summary>
    [Theory]
    [InlineData("d_model: 8", "Debug")]
    [InlineData("d_model: 16", "Debug")]
    [InlineData("d_model: 16", "Release")]
    [InlineData("model: Other", "Debug")]
    public void EmittedFiles_AreCompiledOnce(string line, string configuration)
    {
        Assert.NotEmpty(Emitted("Emitting"));
        string model = Path.Combine(solution.Folder.Path, "Emitting/models/tiny.yaml");
        solution.Folder.Write("Emitting/models/tiny.yaml", Specs.With(File.ReadAllText(model), line));

        Assert.Empty(solution.Problems(solution.Folder.Run("build", "Emitting/Emitting.csproj", "-c", configuration)));
    }

    private byte[] Assembly(string folder) =>
        File.ReadAllBytes(Path.Combine(solution.Folder.Path, folder, "Twin/bin/Debug/net10.0/Twin.dll"));

    private string[] Emitted(string project) =>
        Directory.GetFiles(Path.Combine(solution.Folder.Path, project, "Generated"), "*.cs", SearchOption.AllDirectories);
}
