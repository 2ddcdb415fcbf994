using System;

namespace Weft;

/// <summary>
/// All windows of a file of tokens that may be larger than memory, each once an epoch, in an order that a seed decides; the label of a
/// position is the token after it. Endless; the order is computed from the seed and the epoch and kept nowhere, so that it is the same for
/// any number of threads and ranks, and goes on from any place at once. Allocates nothing per batch.
/// </summary>
public sealed class ShuffledWindows : IBatchSource
{
    private readonly TokenFile _tokens;
    private readonly int _length;
    private readonly int _sequences;
    private readonly int[] _window;
    private ulong _seed;
    private long _next;

    /// <param name="tokens">The file; at least one token more than a window. It is not disposed with the source.</param>
    /// <param name="length">Tokens of a window.</param>
    /// <param name="sequences">Windows of a batch.</param>
    /// <param name="seed">Decides the order.</param>
    /// <exception cref="ArgumentException">The file is too short for a window and its labels.</exception>
    public ShuffledWindows(TokenFile tokens, int length, int sequences, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequences);

        if (tokens.Count <= length)
        {
            throw new ArgumentException(
                $"A window of {length} tokens and its labels need {length + 1L} tokens; there are {tokens.Count}.", nameof(tokens));
        }

        (_tokens, _length, _sequences, _seed) = (tokens, length, sequences, seed);
        _window = new int[length + 1];
        this.EpochWindows = (tokens.Count - 1) / length;
    }

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <summary>Windows of an epoch, one beside the other; tokens behind the last whole one are left out.</summary>
    public long EpochWindows { get; }

    /// <summary>Epochs before the one that the next window belongs to.</summary>
    public long Epoch => _next / this.EpochWindows;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);

        for (int sequence = 0; sequence < _sequences; sequence++)
        {
            (long epoch, long place) = Math.DivRem(_next + sequence, this.EpochWindows);
            _tokens.Read(new WindowOrder(this.EpochWindows, _seed, epoch).At(place) * _length, _window);
            batch.Add(_window.AsSpan(0, _length), _window.AsSpan(1));
        }

        _next += _sequences;

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _next = 0;

    /// <inheritdoc/>
    public byte[] SaveState() => WindowState.Save(_tokens.Fingerprint(), _length, _sequences, _seed, (ulong)_next);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        (ulong seed, ulong next) = WindowState.Restore(state, _tokens.Fingerprint(), _length, _sequences);
        (_seed, _next) = (seed, (long)next);
    }
}
