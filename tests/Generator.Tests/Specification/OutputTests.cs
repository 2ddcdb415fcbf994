using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>What a model puts out, how sequences are pooled, and what is compared with labels.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("(8,9): error WEFT012: 'output: hidden' does not fit 'architecture: encoder-decoder': its decoder puts out scores of the next token", "output: hidden", "architecture: encoder-decoder")]
    [InlineData("(8,1): error WEFT007: 'outputs' is missing; it must be a whole number from 1 to 16,777,216", "output: classes", "architecture: encoder")]
    [InlineData("(8,1): error WEFT013: 'pooling' does not apply to 'output: hidden': hidden states are those of every position", "pooling: mean", "output: hidden", "architecture: encoder")]
    [InlineData("(8,1): error WEFT013: 'loss' does not apply to 'output: hidden': hidden states have no loss", "loss: cross_entropy", "output: hidden")]
    [InlineData("(8,1): error WEFT013: 'pooling' does not apply to 'output: token_classes': every position has an output", "pooling: mean", "outputs: 3", "architecture: encoder")]
    [InlineData("(8,1): error WEFT013: 'pooling' does not apply to 'output: vocabulary': every position has an output", "pooling: last")]
    [InlineData("(8,10): error WEFT012: 'pooling: mean' does not fit 'architecture: decoder': of a decoder's positions only the last has seen the whole sequence, so pooling is last", "pooling: mean", "output: values", "outputs: 3")]
    [InlineData("(8,7): error WEFT012: 'loss: mean_squared_error' does not fit 'output: classes': allowed are cross_entropy and binary_cross_entropy", "loss: mean_squared_error", "output: classes", "outputs: 3", "architecture: encoder")]
    [InlineData("(8,7): error WEFT012: 'loss: cross_entropy' does not fit 'output: values': allowed is mean_squared_error", "loss: cross_entropy", "output: values", "outputs: 3", "architecture: encoder")]
    [InlineData("(8,7): error WEFT012: 'loss: binary_cross_entropy' does not fit 'output: vocabulary': allowed is cross_entropy", "loss: binary_cross_entropy")]
    [InlineData("(8,18): error WEFT012: 'label_smoothing: 0.1' does not fit 'loss: binary_cross_entropy': only cross_entropy has one label to smooth", "label_smoothing: 0.1", "loss: binary_cross_entropy", "output: classes", "outputs: 3", "architecture: encoder")]
    [InlineData("(8,1): error WEFT013: 'tie_embeddings' does not apply to 'output: classes': a tied output projection has one output per token of the vocabulary", "tie_embeddings: true", "output: classes", "outputs: 11", "architecture: encoder")]
    public void Keys_ThatDoNotGoTogether_AreNamed(string problem, params string[] lines) =>
        Assert.Equal([$"tiny.yaml{problem}"], Specs.Read(Specs.TinyWith(lines)).Problems.Select(static item => item.ToString()));

    [Theory]
    [InlineData("Vocabulary", null, "CrossEntropy", 11)]
    [InlineData("Vocabulary", null, "CrossEntropy", 11, "architecture: encoder")]
    [InlineData("TokenClasses", null, "CrossEntropy", 3, "architecture: encoder", "outputs: 3")]
    [InlineData("TokenClasses", null, "BinaryCrossEntropy", 3, "output: token_classes", "outputs: 3", "loss: binary_cross_entropy")]
    [InlineData("Classes", "First", "CrossEntropy", 3, "architecture: encoder", "output: classes", "outputs: 3")]
    [InlineData("Classes", "Mean", "BinaryCrossEntropy", 3, "architecture: encoder", "output: classes", "outputs: 3", "pooling: mean", "loss: binary_cross_entropy")]
    [InlineData("Classes", "Last", "CrossEntropy", 3, "output: classes", "outputs: 3")]
    [InlineData("Values", "Last", "MeanSquaredError", 1, "architecture: encoder", "output: values", "outputs: 1", "pooling: last")]
    [InlineData("Hidden", null, null, 8, "output: hidden")]
    public void Defaults_FollowTheOutput(string output, string? pooling, string? loss, int outputs, params string[] lines)
    {
        ModelSpecification model = Specs.Read(Specs.TinyWith(lines)).Specification!;

        Assert.Equal((output, pooling, loss, outputs), (model.Output.ToString(), model.Pooling?.ToString(), model.Loss?.ToString(), model.Outputs));
    }
}
