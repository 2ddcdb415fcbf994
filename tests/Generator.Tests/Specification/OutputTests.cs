using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>What a model puts out, how sequences are pooled, and what is compared with labels.</summary>
public sealed class OutputTests
{
    private const string Picture = """
        model: Tiny
        architecture: encoder
        image: {height: 4, width: 8, patch: 2}
        d_model: 8
        layers: 1
        heads: 2
        d_ff: 12

        """;

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

    [Theory]
    [InlineData("(3,8): error WEFT012: 'image: {...}' does not fit 'positional_encoding: sinusoidal': places in an image are learned, or none", "output: hidden")]
    [InlineData("(9,22): error WEFT012: 'positional_encoding: rope' does not fit 'image: {...}': places in an image are learned, or none", "output: hidden", "positional_encoding: rope")]
    [InlineData("(3,1): error WEFT007: 'output' is missing; it must be one of hidden, vocabulary, classes, token_classes and values", "positional_encoding: none")]
    [InlineData("(8,9): error WEFT012: 'output: vocabulary' does not fit 'image: {...}': an image has no vocabulary", "output: vocabulary", "positional_encoding: none")]
    [InlineData("(10,1): error WEFT013: 'vocabulary' does not apply to 'image: {...}': an image has pixels in the place of tokens", "output: hidden", "positional_encoding: none", "vocabulary: 5")]
    [InlineData("(10,1): error WEFT013: 'max_length' does not apply to 'image: {...}': its patches are the sequence", "output: hidden", "positional_encoding: none", "max_length: 5")]
    [InlineData("(3,8): error WEFT012: 'image: {...}' does not fit 'architecture: decoder': an encoder reads images", "architecture: decoder")]
    [InlineData("(3,37): error WEFT012: 'image.patch: 3' does not fit 'image.width: 8': patches must cover the image exactly", "image: {height: 6, width: 8, patch: 3}", "output: hidden", "positional_encoding: none")]
    [InlineData("(3,1): error WEFT007: 'image.patch' is missing; it must be a whole number from 1 to 65,536", "image: {height: 6, width: 8}", "output: hidden", "positional_encoding: none")]
    [InlineData("(10,22): error WEFT013: 'training.length' does not apply to 'image: {...}': its patches are the sequence", "output: token_classes", "positional_encoding: none", "training: {batch: 2, length: 4}", "outputs: 3")]
    [InlineData("(3,8): error WEFT014: The model is too large: an image would be 12,884,901,888 floats, and the limit is 2,147,483,647", "image: {height: 65536, width: 65536, patch: 256}", "output: hidden", "positional_encoding: none")]
    [InlineData("(9,22): error WEFT010: 'positional_encoding' cannot be 'leraned': allowed are sinusoidal, learned, rope, alibi and none; did you mean 'learned'?", "output: hidden", "positional_encoding: leraned")]
    public void Images_WithWhatDoesNotFit_AreRefused(string problem, params string[] lines)
    {
        string text = Specs.With(Picture, lines);

        Assert.Contains($"tiny.yaml{problem}", string.Join('\n', Specs.Read(text).Problems.Select(static item => item.ToString())));
    }

    // Rules between keys look at the values of others, and none may be there.
    [Fact]
    public void Images_BesideAnyBadValue_AreRefused()
    {
        IEnumerable<string> lines = SpecificationKeys.All.SelectMany(static key => key is SectionKey section
            ? section.Keys.Select(inner => $"{key.Name}: {{{inner.Name}: [?]}}")
            : [$"{key.Name}: [?]"]);

        Assert.All(lines, static line => Assert.NotEmpty(Specs.Read(Specs.With(Picture, line)).Problems));
    }

    [Fact]
    public void Image_SaysHowLongItsSequenceIs()
    {
        SpecificationResult result = Specs.Read(Specs.With(Picture, "output: classes", "outputs: 3", "positional_encoding: learned", "training: {batch: 2}"));

        Assert.Empty(result.Problems);
        Assert.Equal((9, 0, 18, 9), (result.Specification!.MaxLength, result.Specification.SourceVocabulary, result.Specification.Training!.Tokens, result.Specification.Training.Length));
        Assert.Equal(new ImageInput(Height: 4, Width: 8, Patch: 2, Channels: 3, HasClassToken: true), result.Specification.Image);
    }
}
