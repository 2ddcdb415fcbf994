using System;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>The model of the copy task in "The Annotated Transformer", narrower than there: the full one is 512 wide.</summary>
internal static class CopyTask
{
    public const int Width = 64;

    private const string Text = """
        model: CopyTask
        architecture: encoder-decoder
        vocabulary: 11
        max_length: 10
        d_model: 64
        layers: 2
        heads: 4
        d_ff: 128
        activation: relu
        norm_placement: pre
        norm_epsilon: 0.000001
        positional_encoding: sinusoidal
        scale_embeddings: true
        output_bias: true
        initialization: xavier
        dropout: 0.1
        label_smoothing: 0.0
        instruction_sets: [portable, avx2]
        training: {tokens: 800, length: 10}
        inference: {sequences: 3, beam: 4}

        """;

    private static readonly Lazy<GeneratedModel> Compiled = new(Compile);

    /// <summary>The compiled model.</summary>
    public static GeneratedModel Model => Compiled.Value;

    private static GeneratedModel Compile()
    {
        SpecificationResult result = SpecificationReader.Read("copy.yaml", Text, "Weft.Compiled");
        Assert.Empty(result.Problems.Items);

        return ModelLibrary.Compile(result.Specification!)[result.Specification!];
    }
}
