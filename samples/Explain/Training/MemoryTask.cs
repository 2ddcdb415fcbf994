using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>Drawn sequences whose end can be told from their beginning, by who has kept it.</summary>
/// <param name="sequences">Sequences of a batch.</param>
/// <param name="seed">Decides which letters are drawn.</param>
internal abstract class MemoryTask(int sequences, int seed) : IBatchSource
{
    /// <summary>Different letters that are to be kept.</summary>
    public const int Alphabet = 16;

    private Random _random = new(seed);

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <summary>Draws a sequence.</summary>
    public int[] Draw() => this.Draw(_random);

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            int[] tokens = this.Draw();
            int asked = this.FirstAsked(tokens.Length);
            batch.Add(tokens.AsSpan(0, tokens.Length - 1), [.. tokens.Skip(1).Select((token, position) => position + 1 < asked ? -1 : token)]);
        }

        return true;
    }

    /// <summary>The part of asked letters that a model, shown those before, expects most, and rightly.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">Sequences to draw.</param>
    public double Share<TModel>(TModel model, int texts)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using DecoderSession session = (DecoderSession)model.StartInference();
        List<bool> right = [];

        for (int text = 0; text < texts; text++)
        {
            int[] tokens = this.Draw();
            int asked = this.FirstAsked(tokens.Length);
            session.Reset();
            _ = session.Feed(tokens.AsSpan(0, asked - 1));

            for (int position = asked; position < tokens.Length; position++)
            {
                float[] scores = session.Feed(tokens[position - 1]).ToArray();
                right.Add(Array.IndexOf(scores, scores.Max()) == tokens[position]);
            }
        }

        return right.Average(static isRight => isRight ? 1 : 0);
    }

    /// <inheritdoc/>
    public void Restart() => _random = new Random(seed);

    /// <inheritdoc/>
    public byte[] SaveState() => throw new NotSupportedException("Runs of chapters are not interrupted.");

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => throw new NotSupportedException("Runs of chapters are not interrupted.");

    /// <summary>Draws a sequence.</summary>
    protected abstract int[] Draw(Random random);

    /// <summary>The first token of a sequence that is to be predicted; all behind it are, too.</summary>
    protected abstract int FirstAsked(int length);
}
