using System;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class TrainingSessionTests
{
    // The hand-written gradients against central differences: they read the transposed copy that the session keeps.
    [Fact]
    public void Accumulate_Gradients_AreTheLossesDerivatives()
    {
        using Workers workers = new(2);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        Batch batch = new(model.Description);
        batch.Add([1, 2, 3], [2, -1, 4]);
        batch.Add([3, 18], [0, 7]);

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            _ = session.Accumulate(batch);
            float[] gradients = new float[info.Count];
            session.ReadGradient(info.Name, gradients);

            for (int index = 0; index < gradients.Length; index += 7)
            {
                double derivative = (LossAt(info.Name, index, 1e-2f) - LossAt(info.Name, index, -1e-2f)) / 2e-2;
                Assert.Equal(derivative, gradients[index], 2e-3);
            }
        }

        double LossAt(string name, int index, float change)
        {
            float[] original = model.Read(name);
            float[] values = [.. original];
            values[index] += change;
            model.Write(name, values);
            LossSum loss = session.Evaluate(batch);
            Assert.Equal(4, loss.Labels);
            model.Write(name, original);

            return loss.Sum;
        }
    }

    [Fact]
    public void Accumulate_Twice_AddsUp()
    {
        using Workers workers = new(1);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        Batch batch = new(model.Description);
        batch.Add([1, 2, 3], [2, 3, 4]);
        float[] once = new float[Bigram.Vocabulary];
        float[] twice = new float[Bigram.Vocabulary];
        _ = session.Accumulate(batch);
        session.ReadGradient(Bigram.Bias, once);
        _ = session.Accumulate(batch, first: false);
        session.ReadGradient(Bigram.Bias, twice);

        Assert.All(twice, (value, index) => Assert.Equal(2 * once[index], value, 1e-6));
    }

    [Fact]
    public void ComputeLogits_ShortSpanOrEmptyBatch_SayWhat()
    {
        using Workers workers = new(1);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        Batch batch = new(model.Description);

        Assert.Contains("the batch is empty", Assert.Throws<ArgumentException>(() => session.Evaluate(batch)).Message, StringComparison.Ordinal);
        batch.Add([1, 2, 3], [2, 3, 4]);
        Assert.Contains("need 57 floats; 56 were given", Assert.Throws<ArgumentException>(() => session.ComputeLogits(batch, new float[56])).Message, StringComparison.Ordinal);
        float[] logits = new float[57];
        session.ComputeLogits(batch, logits);
        Assert.DoesNotContain(0, logits);
    }

    [Theory]
    [InlineData(new int[0], new int[0], "a token sequence of 0 tokens; 1 to 12 are allowed")]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 }, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 }, "a token sequence of 13 tokens")]
    [InlineData(new[] { 1, 19 }, new[] { 1, 1 }, "token id 19 at position 1; ids are 0 to 18")]
    [InlineData(new[] { -1 }, new[] { 1 }, "token id -1 at position 0")]
    [InlineData(new[] { 1 }, new[] { 19 }, "label 19 at position 0")]
    [InlineData(new[] { 1 }, new[] { 1, 2 }, "2 labels for 1 tokens")]
    public void Batch_BadSequence_SaysWhatAndStaysEmpty(int[] tokens, int[] labels, string message)
    {
        Batch batch = new(Bigram.Shape);

        Assert.Contains(message, Assert.Throws<ArgumentException>(() => batch.Add(tokens, labels)).Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (batch.OutputRows, batch.LabelCount, batch.Target.Count));
    }

    [Fact]
    public void Batch_Full_SaysSo()
    {
        Batch batch = new(Bigram.Shape);

        for (int sequence = 0; sequence < Bigram.Sequences; sequence++)
        {
            batch.Add([1, 2], [2, -1]);
        }

        Assert.Contains("the batch is full", Assert.Throws<ArgumentException>(() => batch.Add([1], [2])).Message, StringComparison.Ordinal);
        Assert.Equal((10, 5), (batch.OutputRows, batch.LabelCount));
        Assert.Equal([0, 2, 4, 6, 8], batch.Target.Starts.ToArray());
    }

    [Theory]
    [InlineData(-1, 12, "tokens")]
    [InlineData(60, -1, "length")]
    public void CountTrainingOperations_NegativeCount_NamesIt(long tokens, int length, string name) => Assert.Equal(
        name, Assert.Throws<ArgumentOutOfRangeException>(() => Bigram.Shape.CountTrainingOperations(tokens, length)).ParamName);
}
