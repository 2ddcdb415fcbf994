using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>A project continues the class of its model in a part of its own.</summary>
public sealed class PartialClassTests
{
    [Theory]
    [InlineData("public int Extra => Heads + 1;")]
    [InlineData("public override string ToString() => \"Tiny\";")]
    [InlineData("private sealed class Cache { }")]
    [InlineData("private sealed class Training { }")]
    [InlineData("private struct PortableKernels { }")]
    public void Member_IsAdded(string member) => Assert.Empty(Build(member).Problems);

    /// <summary>An error of the compiler, here or in the generated part; wherever it is, it names what is there twice.</summary>
    [Theory]
    [InlineData("Heads", "public const int Heads = 3;")]
    [InlineData("Load", "public static Tiny Load(string path) => null!;")]
    [InlineData("Shape", "public static int Shape => 3;")]
    [InlineData("Inference", "public sealed class Inference { }")]
    public void MemberThatIsThere_IsNamed(string name, string member)
    {
        Diagnostic first = Build(member).Problems.First(static problem => problem.Severity == DiagnosticSeverity.Error);

        Assert.Contains($"'{name}'", first.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void ClassWithoutPartial_IsToldSo()
    {
        Diagnostic problem = Assert.Single(new Consumer().With("tiny.yaml", Consumer.Model)
            .With("Tiny.cs", "namespace App;\n\n/// <summary>A model.</summary>\npublic class Tiny;\n").Build().Problems);

        Assert.Equal("CS0260", problem.Id);
        Assert.Equal("Tiny.cs", problem.Location.GetLineSpan().Path);
    }

    private static ConsumerBuild Build(string member) => new Consumer()
        .With("tiny.yaml", Consumer.Model)
        .With("Tiny.cs", $"namespace App;\n\npublic partial class Tiny\n{{\n    /// <summary>A member.</summary>\n    {member}\n}}\n")
        .Build();
}
