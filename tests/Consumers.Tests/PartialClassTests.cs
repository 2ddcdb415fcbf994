using System;
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
    [InlineData("public static Tiny Load(int number) => Load($\"{number}.safetensors\");")]
    [InlineData("public int SourceLayers => 0;")]
    [InlineData("private sealed class Training { }")]
    [InlineData("private struct PortableKernels { }")]
    public void Member_IsAdded(string member) => Assert.Empty(Build(member).Problems);

    /// <summary>The compiler says the same of the generated part, which is nothing that a user could mend.</summary>
    [Theory]
    [InlineData("Heads", "public const int Heads = 3;")]
    [InlineData("Heads", "public int Heads() => 3;")]
    [InlineData("ParameterCount", "private readonly int one, ParameterCount;")]
    [InlineData("Load", "public static Tiny Load(string path) => null!;")]
    [InlineData("Load", "public static int Load => 3;")]
    [InlineData("LoadAverage", "public static Tiny LoadAverage(System.ReadOnlySpan<string> paths) => null!;")]
    [InlineData("StartInference", "public int StartInference(Weft.Workers? workers) => 3;")]
    [InlineData("Shape", "public static int Shape => 3;")]
    [InlineData("Inference", "public sealed class Inference { }")]
    public void MemberThatIsThere_IsAnErrorInTheFileOfTheUser(string name, string member)
    {
        Diagnostic problem = Assert.Single(Build(member).Problems, static problem => problem.Id == "WEFT021");
        FileLinePositionSpan place = problem.Location.GetLineSpan();

        Assert.Equal($"'{name}' is a member that the model 'App.Tiny' has already; give this one another name", problem.GetMessage(null));
        Assert.Equal(("Tiny.cs", 5, 4 + member.IndexOf(name, StringComparison.Ordinal)), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
    }

    [Fact]
    public void MemberOfAnotherClass_IsNone() => Assert.Empty(new Consumer().With("tiny.yaml", Consumer.Model)
        .With("Other.cs", "namespace App.Inner;\n\ninternal partial class Tiny\n{\n    public const int Heads = 3;\n}\n").Build().Problems);

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
