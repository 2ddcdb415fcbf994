using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>What model files say of the function that their parameters belong to.</summary>
public sealed class FunctionTextTests
{
    [Fact]
    public void EveryKey_IsWrittenOut() => Assert.Equal(
        "heads: 1; activation: relu; norm_epsilon: 1E-05; norm_placement: post; positional_encoding: sinusoidal; masking: causal; window: none; scale_embeddings: false",
        Text());

    [Theory]
    [InlineData("heads: 2", "heads: 2")]
    [InlineData("activation: gelu", "activation: gelu")]
    [InlineData("norm_epsilon: 1e-6", "norm_epsilon: 1E-06")]
    [InlineData("norm_placement: pre", "norm_placement: pre")]
    [InlineData("positional_encoding: rope", "positional_encoding: rope; rope_theta: 10000; masking")]
    [InlineData("window: 3", "window: 3")]
    [InlineData("scale_embeddings: true", "scale_embeddings: true")]
    public void ChangedFunction_IsTold(string line, string part) => Assert.Contains(part, Text(line), System.StringComparison.Ordinal);

    /// <summary>Trained under other conditions, for shorter sequences or under another name, it is the same function.</summary>
    [Theory]
    [InlineData("model: Other", "namespace: Elsewhere")]
    [InlineData("max_length: 4000")]
    [InlineData("dropout: 0.1", "label_smoothing: 0.1")]
    [InlineData("attention_dropout: 0.1", "activation_dropout: 0.2")]
    [InlineData("initialization: gpt2", "instruction_sets: [portable]")]
    [InlineData("training:")]
    [InlineData("training: {tokens: 9, length: 3}")]
    public void SameFunction_IsToldTheSame(params string[] lines) => Assert.Equal(Text(), Text(lines));

    private static string Text(params string[] lines) => string.Concat(FunctionText.Of(TinyModel.Read(lines)));
}
