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

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        for (int sequence = 0; sequence < this.Sequences; sequence++)
        {
            int[] labels = Draw(_random, model.TrainingLength, model.Outputs);

            if (model.SourceVocabulary > 0 && model.TargetVocabulary > 0)
            {
                batch.Add(this.Tokens(model.SourceVocabulary), this.Tokens(model.TargetVocabulary), labels);
            }
            else
            {
                batch.Add(this.Tokens(Math.Max(model.SourceVocabulary, model.TargetVocabulary)), labels);
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

    private int[] Tokens(int vocabulary) => Draw(_random, model.TrainingLength, vocabulary);
}
