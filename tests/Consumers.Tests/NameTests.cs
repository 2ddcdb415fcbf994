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
    [InlineData("App")]
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

    private static void AssertBuilds(Consumer consumer, string model) =>
        Assert.Empty(consumer.With("tiny.yaml", Specs.With(Consumer.Model, $"model: {model}")).Build().Problems);
}
