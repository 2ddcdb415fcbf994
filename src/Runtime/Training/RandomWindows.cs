using System;

namespace Weft;

/// <summary>
/// Windows of a long text at random places, as nanoGPT draws them: each of a batch's windows starts anywhere, and the label of a
/// position is the token after it. Endless; the same seed draws the same windows.
/// </summary>
public sealed class RandomWindows : IBatchSource
{
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly int _length;
    private readonly int _sequences;
    private PhiloxStream _random;

    /// <param name="tokens">The text; at least one token more than a window.</param>
    /// <param name="length">Tokens of a window.</param>
    /// <param name="sequences">Windows of a batch.</param>
    /// <param name="seed">Decides which windows are drawn.</param>
    /// <exception cref="ArgumentException">The text is too short for a window and its labels.</exception>
    public RandomWindows(ReadOnlyMemory<int> tokens, int length, int sequences, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequences);

        if (tokens.Length <= length)
        {
            throw new ArgumentException(
                $"A window of {length} tokens and its labels need {length + 1} tokens; there are {tokens.Length}.", nameof(tokens));
        }

        _tokens = tokens;
        _length = length;
        _sequences = sequences;
        _random = new PhiloxStream(seed, PhiloxPurpose.Batches);
    }

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ReadOnlySpan<int> tokens = _tokens.Span;

        for (int sequence = 0; sequence < _sequences; sequence++)
        {
            int start = (int)_random.NextBelow(tokens.Length - _length);
            batch.Add(tokens.Slice(start, _length), tokens.Slice(start + 1, _length));
        }

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _random = new PhiloxStream(_random.Seed, PhiloxPurpose.Batches);

    /// <inheritdoc/>
    public byte[] SaveState() => WindowState.Save(_tokens.Span, _length, _sequences, _random.Seed, _random.Position);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        (ulong seed, ulong position) = WindowState.Restore(state, _tokens.Span, _length, _sequences);
        _random = new PhiloxStream(seed, PhiloxPurpose.Batches, position);
    }
}
