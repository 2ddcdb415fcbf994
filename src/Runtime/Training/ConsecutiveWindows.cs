using System;

namespace Weft;

/// <summary>
/// All windows of a long text that do not overlap, in order: every token but the first is a label once. What a model is evaluated on.
/// </summary>
public sealed class ConsecutiveWindows : IBatchSource
{
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly int _length;
    private readonly int _sequences;
    private readonly int _end;
    private int _position;

    /// <param name="tokens">The text; at least two tokens, or one more than a window where the rest is dropped.</param>
    /// <param name="length">Tokens of a window.</param>
    /// <param name="sequences">Windows of a batch; the last batch may have fewer.</param>
    /// <param name="includeRest">Whether a shorter last window is included.</param>
    /// <exception cref="ArgumentException">The text is too short for one window.</exception>
    public ConsecutiveWindows(ReadOnlyMemory<int> tokens, int length, int sequences, bool includeRest = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequences);
        int labels = Math.Max(0, tokens.Length - 1);
        _tokens = tokens;
        _length = length;
        _sequences = sequences;
        _end = includeRest ? labels : labels / length * length;

        if (_end == 0)
        {
            throw new ArgumentException($"{tokens.Length} tokens are too few for a window of {length} and its labels.", nameof(tokens));
        }
    }

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ReadOnlySpan<int> tokens = _tokens.Span;
        bool any = _position < _end;

        for (int sequence = 0; sequence < _sequences && _position < _end; sequence++)
        {
            int length = Math.Min(_length, _end - _position);
            batch.Add(tokens.Slice(_position, length), tokens.Slice(_position + 1, length));
            _position += length;
        }

        return any;
    }

    /// <inheritdoc/>
    public void Restart() => _position = 0;

    /// <inheritdoc/>
    public byte[] SaveState() => WindowState.Save(_tokens.Span, _length, _sequences, seed: 0, (ulong)_position);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        (_, ulong position) = WindowState.Restore(state, _tokens.Span, _length, _sequences);

        if (position > (ulong)_end)
        {
            throw new ArgumentException($"The state is at token {position} of {_end}.", nameof(state));
        }

        _position = (int)position;
    }
}
