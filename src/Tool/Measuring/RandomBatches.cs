using System;
using System.Linq;

namespace Weft.Tool.Measuring;

/// <summary>Batches without meaning that fill a step: what a token is takes no time.</summary>
internal sealed class RandomBatches(ModelDescription model) : IBatchSource
{
    private readonly Random _random = new(1);

    /// <summary>Sequences of a batch.</summary>
    public int Sequences { get; } = Math.Min(model.TrainingSequences, model.TrainingTokens / model.TrainingLength);

    /// <inheritdoc/>
    public bool IsEndless => true;

    private int LabelRows => model.IsPooled ? 1 : model.TrainingLength;

    // Of a model of one stack.
    private int Vocabulary => Math.Max(model.SourceVocabulary, model.TargetVocabulary);

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        for (int sequence = 0; sequence < this.Sequences; sequence++)
        {
            if (model.Loss == LossKind.CrossEntropy)
            {
                this.AddClasses(batch, Draw(_random, this.LabelRows, model.Outputs));
            }
            else
            {
                this.AddNumbers(batch, DrawNumbers(_random, this.LabelRows * model.Outputs));
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Restart()
    {
    }

    /// <inheritdoc/>
    public byte[] SaveState() => [];

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
    }

    /// <summary>Draws ids below a bound.</summary>
    public static int[] Draw(Random random, int count, int bound) => [.. Enumerable.Range(0, count).Select(_ => random.Next(bound))];

    /// <summary>Draws numbers from 0 to 1: pixels, or labels that are no classes.</summary>
    public static float[] DrawNumbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];

    private void AddClasses(Batch batch, int[] labels)
    {
        if (model.ImageFloats > 0)
        {
            batch.AddImage(DrawNumbers(_random, model.ImageFloats), labels);
        }
        else if (model.HasEncoder && model.TargetVocabulary > 0)
        {
            batch.Add(this.Tokens(model.SourceVocabulary), this.Tokens(model.TargetVocabulary), labels);
        }
        else
        {
            batch.Add(this.Tokens(this.Vocabulary), labels);
        }
    }

    private void AddNumbers(Batch batch, float[] labels)
    {
        if (model.ImageFloats > 0)
        {
            batch.AddImage(DrawNumbers(_random, model.ImageFloats), labels);
        }
        else
        {
            batch.Add(this.Tokens(this.Vocabulary), labels);
        }
    }

    private int[] Tokens(int vocabulary) => Draw(_random, model.TrainingLength, vocabulary);
}
