using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>What holds for the text of every generated file.</summary>
public sealed class GeneratedTextTests
{
    private const string AllSets = "instruction_sets: [avx512, avx2, neon, portable]";

    /// <summary>Specs that have every kind of file between them, by the name of the class.</summary>
    internal static ImmutableArray<ModelSpecification> Specifications { get; } =
    [
        TinyModel.Read("model: Plain", AllSets),
        TinyModel.Read("model: Rich", AllSets, "layers: 2", "heads: 4", "norm_placement: pre", "activation: gelu", "positional_encoding: learned", "output_bias: true", "dropout: 0.1", "label_smoothing: 0.1"),
        TinyModel.Read("model: Modern", AllSets, "heads: 4", "kv_heads: 2", "norm: rmsnorm", "norm_placement: pre", "activation: swiglu", "positional_encoding: rope", "bias: false", "tie_embeddings: true", "window: 3"),
        TinyModel.Read("model: Sloped", AllSets, "heads: 4", "kv_heads: 1", "activation: geglu", "positional_encoding: alibi", "tie_embeddings: true", "output_bias: true", "scale_embeddings: true", "dropout: 0.1"),
        TinyModel.Read("model: Odd", AllSets, "d_model: 36", "d_ff: 544", "d_key: 20", "d_value: 5", "vocabulary: 43", "activation: gelu_tanh", "positional_encoding: none", "final_norm: true"),
        TinyModel.Read("model: Silent", AllSets, "training:", "activation: silu"),
        TinyModel.Read("model: Labels", AllSets, "architecture: encoder", "outputs: 5", "norm_placement: pre"),
        TinyModel.Read("model: Translator", AllSets, "architecture: encoder-decoder", "vocabulary: {source: 11, target: 20}", "heads: 2", "dropout: 0.1", "label_smoothing: 0.1"),
    ];

    public static TheoryData<string> Names => [.. Specifications.Select(static specification => specification.Model)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TwoCompilations_GiveTheSameText(string name) => Assert.Equal(Compile(name), Compile(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Lines_EndInLineFeedsWithoutBlanks(string name) => Assert.All(Compile(name), static source =>
    {
        Assert.DoesNotContain('\r', source.Text);
        Assert.DoesNotContain('\t', source.Text);
        Assert.EndsWith("}\n", source.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(source.Text.Split('\n'), static line => line.EndsWith(' '));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void BlankLines_StandBetweenBlocksOnly(string name) => Assert.All(Compile(name), static source =>
    {
        string[] lines = [.. source.Text.TrimEnd('\n').Split('\n').Select(static line => line.Trim())];

        foreach ((string line, string next) in lines.Zip(lines.Skip(1)))
        {
            Assert.False(line is "" or "{" && next.Length == 0, $"{source.HintName}: a blank line after '{line}'");
            Assert.False(line.Length == 0 && next == "}", $"{source.HintName}: a blank line before a brace");
        }
    });

    [Fact]
    public void FilePath_IsNowhere()
    {
        ModelSpecification specification = SpecificationReader.Read("/somewhere/else/tiny.yaml", Specs.Tiny, "App").Specification!;

        Assert.All(ModelCompiler.Compile(specification, CancellationToken.None), static source =>
        {
            Assert.DoesNotContain("somewhere", source.Text, StringComparison.Ordinal);
            Assert.Contains(IsKernel(source) ? "compiled by Weft" : "compiled from tiny.yaml by Weft", source.Text, StringComparison.Ordinal);
        });
    }

    private static bool IsKernel(GeneratedSource source) => source.HintName.StartsWith(ModelIdentity.KernelNamespace, StringComparison.Ordinal);

    private static ModelSpecification Find(string name) => Specifications.Single(specification => specification.Model == name);

    private static IReadOnlyList<GeneratedSource> Compile(string name) => ModelCompiler.Compile(Find(name), CancellationToken.None);
}
