using System;
using System.IO;
using System.Linq;
using Weft.Benchmarks.Building;
using Weft.Benchmarks.Suite;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class RepositoryCopyTests
{
    [Fact]
    public void Write_LeavesOutWhatBuildsLeave()
    {
        using TemporaryFolder folder = new();
        string[] kept = [".editorconfig", "Weft.sln", "src/Runtime/Workers.cs"];
        string[] left = ["src/Runtime/bin/Weft.dll", "src/obj/assets.json", ".git/HEAD"];

        foreach (string file in kept.Concat(left))
        {
            string path = Path.Combine(folder.Path, "source", file);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file);
        }

        string copy = Path.Combine(folder.Path, "copy");
        RepositoryCopy.Write(Path.Combine(folder.Path, "source"), copy);

        Assert.Equal(
            kept,
            Directory.GetFiles(copy, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(copy, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal));
        Assert.Equal("Weft.sln", File.ReadAllText(Path.Combine(copy, "Weft.sln")));
    }
}
