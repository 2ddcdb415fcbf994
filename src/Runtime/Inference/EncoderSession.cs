using System;

namespace Weft;

/// <summary>Runs an encoder over whole sequences: one row of logits per position.</summary>
public abstract class EncoderSession : InferenceSession
{
    /// <inheritdoc cref="InferenceSession(TransformerModel, Workers, InferenceLayout)"/>
    protected EncoderSession(TransformerModel model, Workers? workers, InferenceLayout layout)
        : base(model, workers, layout)
    {
    }

    /// <summary>Runs one sequence.</summary>
    /// <param name="tokens">Token ids, 1 to the model's longest sequence of them.</param>
    /// <exception cref="ArgumentException">The length or an id is out of range.</exception>
    public void Run(ReadOnlySpan<int> tokens)
    {
        this.SetSource(tokens);
        this.RunEncoder();
    }

    /// <summary>Runs several sequences at once.</summary>
    /// <param name="sequences">1 to <see cref="InferenceSession.SequenceCapacity"/> sequences.</param>
    /// <exception cref="ArgumentException">The number of sequences, a length or an id is out of range; nothing has been run.</exception>
    public void Run(ReadOnlySpan<int[]> sequences)
    {
        this.SetSources(sequences);
        this.RunEncoder();
    }

    /// <summary>The logits of a position of the last run; overwritten by the next.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="position">The position in it.</param>
    /// <returns><see cref="ModelDescription.Outputs"/> floats.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last run had no such position.</exception>
    public ReadOnlySpan<float> LogitsOf(int sequence, int position)
    {
        this.CheckDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, this.Source.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, this.Source.Lengths[sequence]);

        return this.LogitsOfRow(this.Source.Starts[sequence] + position);
    }

    /// <inheritdoc/>
    protected abstract override void Encode(in PassContext context);
}
