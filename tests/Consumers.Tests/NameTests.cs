using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>Projects and models with names that nobody foresaw compile without a warning.</summary>
public sealed class NameTests
{
    /// <summary>What a project's name makes of its root namespace is not always a namespace.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("1st app")]
    [InlineData("a+b")]
    [InlineData("event")]
    [InlineData("namespace.class")]
    [InlineData("Acme.3d.Größe")]
    [InlineData("日本")]
    [InlineData("..")]
    [InlineData("_")]
    [InlineData("System")]
    [InlineData("Acme.System")]
    [InlineData("Weft")]
    [InlineData("Acme.Weft")]
    [InlineData("Acme.Tiny")]
    [InlineData("Acme.Training")]
    public void RootNamespace_MayBeAnything(string rootNamespace) => AssertBuilds(new Consumer { RootNamespace = rootNamespace }, "Tiny");

    [Theory]
    [InlineData("A")]
    [InlineData("_1")]
    [InlineData("Größe")]
    [InlineData("模型")]
    [InlineData("Weft")]
    [InlineData("System")]
    [InlineData("Program")]
    [InlineData("Kernels")]
    [InlineData("TKernels")]
    [InlineData("Decode")]
    [InlineData("Object")]
    [InlineData("Workers")]
    [InlineData("ReadOnlySpan")]
    [InlineData("IKernels")]
    public void Model_MayHaveAnyNameThatIsFree(string model) => AssertBuilds(new Consumer(), model);

    /// <summary>As a project and its model that both are named after what they do.</summary>
    [Theory]
    [InlineData("Writer", "model: Writer")]
    [InlineData("Writer.Models", "model: Writer")]
    [InlineData("Acme", "model: Writer\nnamespace: Writer")]
    public void Model_NamedLikeItsNamespace_IsRefusedWithTheFix(string rootNamespace, string lines)
    {
        Consumer consumer = new Consumer { RootNamespace = rootNamespace }.With("tiny.yaml", Lines(lines));
        Diagnostic problem = Assert.Single(consumer.Build().Problems);

        Assert.Equal("WEFT011", problem.Id);
        Assert.Equal("tiny.yaml: (0,7)-(0,13)", problem.Location.GetLineSpan().ToString());
        Assert.Equal(
            "'model' cannot be 'Writer': its namespace begins with that name, and C# would take it for the namespace; name the model "
            + "'WriterModel', or give it another 'namespace', or the project another RootNamespace",
            problem.GetMessage(CultureInfo.InvariantCulture));
    }

    /// <summary>What the message proposes, and a namespace that only ends like the model.</summary>
    [Theory]
    [InlineData("Writer", "model: WriterModel", "Writer", "WriterModel")]
    [InlineData("Writer", "model: Writer\nnamespace: Models", "Models", "Writer")]
    [InlineData("Novels", "model: Writer", "Novels", "Writer")]
    [InlineData("Acme.Writer", "model: Writer", "Acme.Writer", "Writer")]
    public void Model_WithAnotherName_IsFoundByWhatUsesItsNamespace(string rootNamespace, string lines, string used, string name) =>
        Assert.Empty(new Consumer { RootNamespace = rootNamespace }.With("tiny.yaml", Lines(lines)).With("Program.cs", Use(used, name)).Build().Problems);

    /// <summary>Why such a name is refused: if ever the compiler finds the class, the rule can go.</summary>
    [Fact]
    public void Compiler_TakesTheNameForTheNamespace()
    {
        const string Model = "namespace Writer; public sealed class Writer : System.IDisposable { public static Writer Initialize(ulong seed) => new(); "
            + "public void Dispose() { } }";
        ConsumerBuild build = new Consumer().With("Model.cs", Model).With("Program.cs", Use("Writer", "Writer")).Build();

        Assert.Contains("CS0118", build.Problems.Select(static problem => problem.Id));
    }

    private static string Use(string used, string name) =>
        $"using {used}; internal static class Program {{ private static void Main() {{ using {name} model = {name}.Initialize(seed: 1); }} }}";

    private static string Lines(string lines) => lines.Split('\n').Aggregate(Consumer.Model, static (text, line) => Specs.With(text, line));

    private static void AssertBuilds(Consumer consumer, string model) =>
        Assert.Empty(consumer.With("tiny.yaml", Specs.With(Consumer.Model, $"model: {model}")).Build().Problems);
}
