using System;

namespace Weft;

/// <summary>
/// Runs an encoder over whole sequences. It puts out a row for each position, of scores or of hidden states, or one for each sequence: the
/// spec's `output` says which.
/// </summary>
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
        using SessionUse use = this.Enter();
        this.SetSource(tokens);
        this.RunEncoder();
    }

    /// <summary>Runs one image or several at once, where the model reads images.</summary>
    /// <param name="pixels">
    /// 1 to <see cref="InferenceSession.SequenceCapacity"/> images, one after another, each [channels, height, width] as the spec's `image`
    /// says, normalized as the model was trained.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The pixels are no whole images, or too many, or the model reads tokens; nothing has been run.
    /// </exception>
    public void RunImages(ReadOnlySpan<float> pixels)
    {
        using SessionUse use = this.Enter();
        this.SetImages(pixels);
        this.RunEncoder();
    }

    /// <summary>Runs one sequence whose tokens have types.</summary>
    /// <param name="tokens">Token ids, 1 to the model's longest sequence of them.</param>
    /// <param name="tokenTypes">The type of each, below the spec's `token_types`; none for zeros.</param>
    /// <exception cref="ArgumentException">A length, an id or a type is out of range.</exception>
    public void Run(ReadOnlySpan<int> tokens, ReadOnlySpan<int> tokenTypes)
    {
        using SessionUse use = this.Enter();
        this.SetSource(tokens, tokenTypes);
        this.RunEncoder();
    }

    /// <summary>Runs several sequences at once, whose tokens have types.</summary>
    /// <param name="sequences">1 to <see cref="InferenceSession.SequenceCapacity"/> sequences.</param>
    /// <param name="tokenTypes">The types of the tokens of each.</param>
    /// <exception cref="ArgumentException">
    /// The number of sequences, a length, an id or a type is out of range; nothing has been run.
    /// </exception>
    public void Run(ReadOnlySpan<int[]> sequences, ReadOnlySpan<int[]> tokenTypes)
    {
        using SessionUse use = this.Enter();
        this.SetSources(sequences, tokenTypes);
        this.RunEncoder();
    }

    /// <summary>Runs several sequences at once.</summary>
    /// <param name="sequences">1 to <see cref="InferenceSession.SequenceCapacity"/> sequences.</param>
    /// <exception cref="ArgumentException">The number of sequences, a length or an id is out of range; nothing has been run.</exception>
    public void Run(ReadOnlySpan<int[]> sequences)
    {
        using SessionUse use = this.Enter();
        this.SetSources(sequences);
        this.RunEncoder();
    }

    /// <summary>The logits of a position of the last run, or its hidden state; overwritten by the next.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="position">The position in it.</param>
    /// <returns><see cref="ModelDescription.Outputs"/> floats.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last run had no such position.</exception>
    /// <exception cref="InvalidOperationException">The model puts out classes or values of whole sequences.</exception>
    public ReadOnlySpan<float> LogitsOf(int sequence, int position)
    {
        using SessionUse use = this.Enter();
        this.CheckPooled(expected: false);
        this.CheckSequence(sequence);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, this.Source.Lengths[sequence]);

        return this.LogitsOfRow(this.Source.Starts[sequence] + position);
    }

    /// <summary>The scores or values of a sequence of the last run; overwritten by the next.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns><see cref="ModelDescription.Outputs"/> floats.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last run had no such sequence.</exception>
    /// <exception cref="InvalidOperationException">The model puts out a row for each position.</exception>
    public ReadOnlySpan<float> LogitsOf(int sequence)
    {
        using SessionUse use = this.Enter();
        this.CheckPooled(expected: true);
        this.CheckSequence(sequence);

        return this.LogitsOfRow(sequence);
    }

    /// <summary>
    /// What the positions of a sequence of the last run have seen of one another; overwritten by the next run. The spec asks for it with
    /// `inference: { attention: true }`.
    /// </summary>
    /// <param name="layer">The layer, from 0 on.</param>
    /// <param name="head">The query head, from 0 on.</param>
    /// <param name="sequence">The sequence.</param>
    /// <returns>The weights, [positions, positions]: the row is who looks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer or head, or the last run had no such sequence.</exception>
    /// <exception cref="InvalidOperationException">The spec does not ask for attention weights, or nothing has been run.</exception>
    public AttentionMap AttentionOf(int layer, int head, int sequence = 0)
    {
        using SessionUse use = this.Enter();

        return this.SourceMapOf(layer, head, sequence);
    }

    /// <summary>One vector for a sequence of the last run: an embedding of it.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="pooling">How the vectors of its positions become one.</param>
    /// <param name="destination">Receives <see cref="ModelDescription.Outputs"/> floats.</param>
    /// <param name="normalize">Whether it is scaled to length 1; a zero vector stays zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The last run had no such sequence, or there is no such pooling.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <exception cref="InvalidOperationException">The model puts out classes or values of whole sequences.</exception>
    public void Pool(int sequence, Pooling pooling, Span<float> destination, bool normalize = false)
    {
        using SessionUse use = this.Enter();
        this.CheckPooled(expected: false);
        this.CheckSequence(sequence);
        int size = this.Description.Outputs;

        if (destination.Length < size)
        {
            throw new ArgumentException(
                $"{this.Description.Name} pools to {size} floats; {destination.Length} were given.", nameof(destination));
        }

        Span<float> pooled = destination[..size];
        (int first, int count) = PooledPositions(pooling, this.Source.Lengths[sequence]);
        pooled.Clear();

        for (int position = first; position < first + count; position++)
        {
            Accumulate(this.LogitsOf(sequence, position), pooled);
        }

        double length = normalize ? Math.Sqrt(SumOfSquares(pooled)) : count;

        if (length > 0)
        {
            Divide(pooled, (float)length);
        }
    }

    private void CheckPooled(bool expected)
    {
        if (this.Description.IsPooled != expected)
        {
            throw new InvalidOperationException(this.Description.IsPooled
                ? $"{this.Description.Name} puts out one row for a sequence (`output`), and none for a position."
                : $"{this.Description.Name} puts out a row for each position (`output`), and none for a sequence.");
        }
    }

    private void CheckSequence(int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, this.Source.Count);
    }

    private static (int First, int Count) PooledPositions(Pooling pooling, int length) => pooling switch
    {
        Pooling.First => (0, 1),
        Pooling.Mean => (0, length),
        Pooling.Last => (length - 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "First, Mean and Last are allowed."),
    };

    private static void Accumulate(ReadOnlySpan<float> row, Span<float> sum)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += row[i];
        }
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;

        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    private static void Divide(Span<float> values, float divisor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= divisor;
        }
    }

    /// <inheritdoc/>
    protected abstract override void Encode(in PassContext context);
}
