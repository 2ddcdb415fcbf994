using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>The suite for native images has the models of this suite: a build compiles them from files.</summary>
public sealed class NativeModelsTests
{
    private const string Remedy = "write them with: dotnet run --project tests/Reference -- models tests/AotTests/models";

    [Fact]
    public void Files_AreTheModelsOfTheTests()
    {
        string folder = Path.Combine(ThisFolder(), "../../AotTests/models");

        Assert.Equal(ModelCases.Compiled.Order(), Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.All(ModelCases.Compiled, name => Assert.True(File.ReadAllText(Path.Combine(folder, $"{name}.yaml")) == ModelCases.Text(name), $"{name}.yaml differs; {Remedy}"));
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
