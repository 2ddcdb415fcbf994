using System;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>Labels of whole sequences, and labels that are numbers.</summary>
public sealed class BatchLabelTests
{
    [Fact]
    public void Class_OfASequence_CountsUnlessItIsNegative()
    {
        Batch batch = new(Describe(ModelResult.Classes, LossKind.CrossEntropy));
        batch.Add([1, 2, 3], 2);
        batch.Add([4], [0]);
        batch.Add([5, 6], -1);

        Assert.Equal((3, 2), (batch.OutputRows, batch.LabelCount));
        Assert.Equal([2, 0, -1], batch.Labels.ToArray());
        batch.Clear();
        Assert.Equal((0, 0), (batch.OutputRows, batch.LabelCount));
    }

    [Fact]
    public void Numbers_StandInPaddedRows()
    {
        Batch batch = new(Describe(ModelResult.Values, LossKind.MeanSquaredError));
        batch.Add([1, 2, 3], [-1.5f, 0, 7]);
        batch.Add([4], [2, 3, 4f]);
        float[] expected = new float[32];
        (expected[0], expected[2], expected[16], expected[17], expected[18]) = (-1.5f, 7, 2, 3, 4);

        Assert.Equal((2, 2), (batch.OutputRows, batch.LabelCount));
        Assert.Equal(expected, batch.Targets.ToArray());
        Assert.True(batch.Labels.IsEmpty);
    }

    [Fact]
    public void Numbers_OfPositions_HaveARowEach()
    {
        Batch batch = new(Describe(ModelResult.TokenClasses, LossKind.BinaryCrossEntropy));
        batch.Add([1, 2], [0, 1, 0.5f, 1, 1, 0]);

        Assert.Equal((2, 2), (batch.OutputRows, batch.LabelCount));
        Assert.Equal([1, 1, 0], batch.Targets.Slice(16, 3).ToArray());
    }

    [Theory]
    [InlineData(ModelResult.Classes, LossKind.CrossEntropy, new[] { 1, 2 }, "2 labels for a sequence; it has one class.")]
    [InlineData(ModelResult.Classes, LossKind.CrossEntropy, new[] { 3 }, "label 3 at position 0; labels are below 3, or negative to be ignored.")]
    [InlineData(ModelResult.Classes, LossKind.BinaryCrossEntropy, new[] { 1 }, "labels are floats, not classes, because its loss is BinaryCrossEntropy (`loss`).")]
    [InlineData(ModelResult.TokenClasses, LossKind.CrossEntropy, new[] { 1 }, "1 labels for 2 tokens.")]
    public void Classes_ThatDoNotFit_AreNamed(ModelResult output, LossKind loss, int[] labels, string message)
    {
        Batch batch = new(Describe(output, loss));

        Assert.Equal($"Labelled: {message}", Assert.Throws<ArgumentException>(() => batch.Add([1, 2], labels)).Message);
        Assert.Equal((0, 0), (batch.OutputRows, batch.LabelCount));
    }

    [Theory]
    [InlineData(ModelResult.Values, LossKind.MeanSquaredError, new[] { 1f, 2 }, "2 labels for a sequence; 3 are needed.")]
    [InlineData(ModelResult.TokenClasses, LossKind.BinaryCrossEntropy, new[] { 1f, 0, 1 }, "3 labels for 2 tokens; 6 are needed, 3 for each.")]
    [InlineData(ModelResult.Values, LossKind.MeanSquaredError, new[] { 1f, float.NaN, 2 }, "label 1 is NaN; labels are finite numbers.")]
    [InlineData(ModelResult.Values, LossKind.MeanSquaredError, new[] { 1f, 2, float.PositiveInfinity }, "label 2 is Infinity; labels are finite numbers.")]
    [InlineData(ModelResult.Classes, LossKind.BinaryCrossEntropy, new[] { 0f, 1, 1.5f }, "label 2 is 1.5; labels are from 0 to 1.")]
    [InlineData(ModelResult.Classes, LossKind.BinaryCrossEntropy, new[] { float.NaN, 1, 0 }, "label 0 is NaN; labels are from 0 to 1.")]
    [InlineData(ModelResult.Classes, LossKind.CrossEntropy, new[] { 0f, 1, 0 }, "labels are classes, not floats, because its loss is CrossEntropy (`loss`).")]
    public void Numbers_ThatDoNotFit_AreNamed(ModelResult output, LossKind loss, float[] labels, string message)
    {
        Batch batch = new(Describe(output, loss));

        Assert.Equal($"Labelled: {message}", Assert.Throws<ArgumentException>(() => batch.Add([1, 2], labels)).Message);
        Assert.Equal((0, 0), (batch.OutputRows, batch.LabelCount));
    }

    [Fact]
    public void Image_FillsTheRowsOfItsPatches()
    {
        Batch batch = new(Describe(ModelResult.Classes, LossKind.CrossEntropy, imageFloats: 2));
        batch.AddImage([1f, 2], 2);
        batch.AddImage([3f, 4], [-1]);

        Assert.Equal((2, 1, 16), (batch.OutputRows, batch.LabelCount, batch.Source.Rows));
        Assert.Equal([1f, 2, 3, 4], batch.Pixels.ToArray());
        Assert.Equal([0, 8], batch.Source.Starts.ToArray());
        batch.Clear();
        Assert.True(batch.Pixels.IsEmpty);
    }

    [Fact]
    public void Images_ThatDoNotFit_AreNamed()
    {
        Batch images = new(Describe(ModelResult.Classes, LossKind.CrossEntropy, imageFloats: 2));
        Batch tokens = new(Describe(ModelResult.Classes, LossKind.CrossEntropy));

        Assert.Equal("Labelled: 3 floats of pixels; an image has 2, channels x height x width (`image`).", Assert.Throws<ArgumentException>(() => images.AddImage([1f, 2, 3], 0)).Message);
        Assert.Equal("Labelled: 2 images; at most 1 at once.", Assert.Throws<ArgumentException>(() => images.AddImage([1f, 2, 3, 4], 0)).Message);
        Assert.Equal("Labelled reads images, not tokens (`image`).", Assert.Throws<ArgumentException>(() => images.Add([1], 0)).Message);
        Assert.Equal("Labelled reads tokens, not images (`vocabulary`).", Assert.Throws<ArgumentException>(() => tokens.AddImage([1f, 2], 0)).Message);
        Assert.Equal("Labelled: label 3 at position 0; labels are below 3, or negative to be ignored.", Assert.Throws<ArgumentException>(() => images.AddImage([1f, 2], 3)).Message);
        images.AddImage([1f, 2], 0);
        images.AddImage([1f, 2], 0);
        Assert.Equal("Labelled: the batch is full; it holds 2 images.", Assert.Throws<ArgumentException>(() => images.AddImage([1f, 2], 0)).Message);
        Assert.Equal((2, 2), (images.OutputRows, images.LabelCount));
    }

    private static ModelDescription Describe(ModelResult output, LossKind loss, int imageFloats = 0) => new()
    {
        Name = "Labelled",
        SpecificationHash = "",
        Function = "",
        SourceVocabulary = imageFloats > 0 ? 0 : 9,
        ImageFloats = imageFloats,
        TargetVocabulary = 0,
        Output = output,
        Loss = loss,
        Outputs = 3,
        MaxLength = 8,
        TrainingSequences = imageFloats > 0 ? 2 : 4,
        TrainingTokens = 16,
        TrainingLength = 8,
        ParameterFloats = 0,
        CopyFloats = 0,
        ParameterCount = 0,
        AttentionSize = 0,
        Parameters = [],
    };
}
