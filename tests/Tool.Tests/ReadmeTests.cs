using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>What README quotes of `weft inspect` is what it prints.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Parameters_ArePrinted()
    {
        string[] readme = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md"));
        string[] quoted =
        [
            .. readme.SkipWhile(static line => !line.StartsWith("    Parameters ", StringComparison.Ordinal))
                .TakeWhile(static line => line.StartsWith("    ", StringComparison.Ordinal)).Select(static line => line[4..]),
        ];
        string printed = string.Join('\n', WeftCommand.Run("inspect", Path.Combine(AppContext.BaseDirectory, "paper-base.yaml")).Lines());

        Assert.NotEmpty(quoted);
        Assert.Contains(string.Join('\n', quoted), printed, StringComparison.Ordinal);
    }
}
