using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Graph;

/// <summary>What parameters start from: of 8 columns, 12 inner ones and 3 layers.</summary>
public sealed class InitializerTests
{
    private static readonly double Eighth = 1 / Math.Sqrt(8);
    private static readonly double Twelfth = 1 / Math.Sqrt(12);
    private static readonly double Residual = 0.02 / Math.Sqrt(6);

    [Fact]
    public void PyTorch_IsUniformByInputs() => Assert.Equal(
        [
            ("token_embedding.weight", Normal(1)),
            ("self_attention.query.weight", Uniform(Eighth)), ("self_attention.key.weight", Uniform(Eighth)),
            ("self_attention.value.weight", Uniform(Eighth)), ("self_attention.output.weight", Uniform(Eighth)),
            ("feed_forward.up.weight", Uniform(Eighth)), ("feed_forward.down.weight", Uniform(Twelfth)),
            ("output.weight", Uniform(Eighth)),
            ("self_attention.query.bias", Uniform(Eighth)), ("self_attention.output.bias", Uniform(Eighth)),
            ("feed_forward.up.bias", Uniform(Eighth)), ("feed_forward.down.bias", Uniform(Twelfth)),
        ],
        StartsOf("pytorch"));

    [Fact]
    public void Gpt2_IsSmallerWhereTheResidualStreamIsWritten() => Assert.Equal(
        [
            ("token_embedding.weight", Normal(0.02)),
            ("self_attention.query.weight", Normal(0.02)), ("self_attention.key.weight", Normal(0.02)),
            ("self_attention.value.weight", Normal(0.02)), ("self_attention.output.weight", Normal(Residual)),
            ("feed_forward.up.weight", Normal(0.02)), ("feed_forward.down.weight", Normal(Residual)),
            ("output.weight", Normal(0.02)),
            ("self_attention.query.bias", InitialValue.Zero), ("self_attention.output.bias", InitialValue.Zero),
            ("feed_forward.up.bias", InitialValue.Zero), ("feed_forward.down.bias", InitialValue.Zero),
        ],
        StartsOf("gpt2"));

    [Fact]
    public void Xavier_IsUniformByInputsAndOutputs() => Assert.Equal(
        [
            ("token_embedding.weight", Normal(Eighth)),
            ("self_attention.query.weight", Glorot(16)), ("self_attention.key.weight", Glorot(16)),
            ("self_attention.value.weight", Glorot(16)), ("self_attention.output.weight", Glorot(16)),
            ("feed_forward.up.weight", Glorot(20)), ("feed_forward.down.weight", Glorot(20)),
            ("output.weight", Glorot(19)),
            ("self_attention.query.bias", InitialValue.Zero), ("self_attention.output.bias", InitialValue.Zero),
            ("feed_forward.up.bias", InitialValue.Zero), ("feed_forward.down.bias", InitialValue.Zero),
        ],
        StartsOf("xavier"));

    [Fact]
    public void Fairseq_HasSmallerQueriesKeysAndValues_AndFeedForwardNetworksAsPyTorch() => Assert.Equal(
        [
            ("token_embedding.weight", Normal(Eighth)),
            ("self_attention.query.weight", Smaller(16)), ("self_attention.key.weight", Smaller(16)),
            ("self_attention.value.weight", Smaller(16)), ("self_attention.output.weight", Glorot(16)),
            ("feed_forward.up.weight", Uniform(Eighth)), ("feed_forward.down.weight", Uniform(Twelfth)),
            ("output.weight", Glorot(19)),
            ("self_attention.query.bias", InitialValue.Zero), ("self_attention.output.bias", InitialValue.Zero),
            ("feed_forward.up.bias", Uniform(Eighth)), ("feed_forward.down.bias", Uniform(Twelfth)),
        ],
        StartsOf("fairseq"));

    private static List<(string Name, InitialValue Start)> StartsOf(string initialization)
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith(
            "layers: 3", "d_ff: 12", "positional_encoding: rope", "bias: true", "output_bias: false", "tie_embeddings: false",
            $"initialization: {initialization}"));
        Assert.Empty(result.Problems.Items);
        string[] left = ["key.bias", "value.bias"];

        return
        [
            .. GraphBuilder.Build(result.Specification!).Blocks
                .SelectMany(static block => block.Parameters)
                .Where(parameter => !parameter.Name.Contains("norm", StringComparison.Ordinal) && !left.Any(parameter.Name.EndsWith))
                .OrderBy(static parameter => parameter.Kind == ParameterKind.Vector)
                .Select(static parameter => (parameter.Name, parameter.Start)),
        ];
    }

    private static InitialValue Normal(double deviation) => new(InitialDistribution.Normal, deviation);

    private static InitialValue Uniform(double bound) => new(InitialDistribution.Uniform, bound);

    private static InitialValue Glorot(int inputsAndOutputs) => Uniform(Math.Sqrt(6.0 / inputsAndOutputs));

    private static InitialValue Smaller(int inputsAndOutputs) => Uniform(1 / Math.Sqrt(2) * Math.Sqrt(6.0 / inputsAndOutputs));
}
