using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Pipeline;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>What projects ask of their compiler, and what stands beside their models.</summary>
public sealed class ProjectTests
{
    private const string AllKeys = "training: {batch: 2, length: 4}\ndropout: 0.1\ninference: {weights: int8, sequences: 2}\n";

    private static readonly Consumer Tiny = new Consumer().With("tiny.yaml", Consumer.Model);

    /// <summary>Every warning there is, nullable references, documentation; <see cref="Consumer.Options"/> has them on.</summary>
    [Theory]
    [InlineData("decoder", "")]
    [InlineData("encoder", "outputs: 3")]
    [InlineData("encoder-decoder", "vocabulary: {source: 12, target: 11}")]
    public void Model_HasNoWarnings(string architecture, string line)
    {
        string model = Specs.TinyWith($"architecture: {architecture}", line) + AllKeys;

        Assert.Empty(new Consumer().With("tiny.yaml", model).Build().Problems);
    }

    [Theory]
    [InlineData(NullableContextOptions.Disable)]
    [InlineData(NullableContextOptions.Warnings)]
    [InlineData(NullableContextOptions.Annotations)]
    public void NullableReferences_AreTheProjectsChoice(NullableContextOptions options) =>
        Assert.Empty((Tiny with { Options = Tiny.Options.WithNullableContextOptions(options) }).Build().Problems);

    [Theory]
    [InlineData(OldLanguage.Oldest)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Preview)]
    public void Language_MayBeAnyThatIsNotRefused(LanguageVersion version) => Assert.Empty(
        new Consumer { Language = version }.With("tiny.yaml", Specs.Tiny + AllKeys).Build().Problems);

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.CSharp10)]
    [InlineData(LanguageVersion.CSharp11)]
    public void Language_ThatIsOlder_IsOneError(LanguageVersion version)
    {
        Consumer old = new Consumer { Language = version, Options = new(OutputKind.DynamicallyLinkedLibrary) };

        Assert.Equal("WEFT018", Assert.Single(old.With("tiny.yaml", Consumer.Model).Build().Problems).Id);
    }

    /// <summary>Kernels count in circles where hashes want it.</summary>
    [Fact]
    public void CheckedArithmetic_ComputesTheSame()
    {
        Consumer consumer = new Consumer().With("tiny.yaml", Specs.Tiny + AllKeys);
        Consumer strict = consumer with { Options = consumer.Options.WithOverflowChecks(true) };

        Assert.Equal(TrainedConsumer.Results(consumer.Build()), TrainedConsumer.Results(strict.Build()));
    }

    [Fact]
    public void ImplicitUsings_AreTheProjectsChoice() => Assert.Empty(Tiny.With("GlobalUsings.cs", """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """).Build().Problems);

    [Fact]
    public void FilesOfOneName_MayDescribeTwoModels() => Assert.Empty(new Consumer()
        .With("a/model.yaml", Consumer.Model).With("b/model.yaml", Specs.With(Consumer.Model, "model: Other")).Build().Problems);

    [Fact]
    public void Folder_ChangesNoByte()
    {
        byte[] here = new Consumer().With("/home/one/app/tiny.yaml", Consumer.Model).Build().Assembly;
        byte[] there = new Consumer().With("C:\\Users\\two\\app\\tiny.yaml", Consumer.Model).Build().Assembly;

        Assert.NotEmpty(here);
        Assert.Equal(here, there);
    }
}
