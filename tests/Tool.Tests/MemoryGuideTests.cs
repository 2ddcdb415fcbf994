using System;
using System.IO;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>What the guide to memory quotes of `weft inspect` is what it prints.</summary>
public sealed class MemoryGuideTests
{
    [Fact]
    public void Arenas_ArePrinted()
    {
        string guide = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "memory.md")).ReplaceLineEndings("\n");
        string quoted = guide.Split("```console\n$ weft inspect models/shakespeare.yaml\n...\n")[1].Split("...\n```")[0];
        WeftCommand run = WeftCommand.Run("inspect", Path.Combine(AppContext.BaseDirectory, "shakespeare.yaml"));

        Assert.Contains(quoted, run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
