using System.IO;
using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>The specifications of models/, which pages and samples name: those that no program here compiles can be read as well.</summary>
public sealed class ModelFolderTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Repository.PathOf("models"), "*.yaml").Select(static path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Model_IsRead(string file)
    {
        SpecificationResult result = SpecificationReader.Read(file, Repository.Read($"models/{file}"), "App");

        Assert.Empty(result.Problems.Items);
        Assert.StartsWith("#", Repository.Read($"models/{file}"), System.StringComparison.Ordinal);
    }
}
