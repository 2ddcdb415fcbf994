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
    private readonly int? _separator;
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

    /// <summary>
    /// The token that stands before each text of the file or between two of them; null where a window is one sequence. Else a window is as
    /// many sequences as texts have a part in it, and none reads another: each begins with this token, but for the first, and its positions
    /// begin anew. A model with `training: { tokens: ... }` takes any number of sequences. Not negative.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int? Separator
    {
        get => _separator;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(this.Separator));
            _separator = value;
        }
    }

    /// <summary>Windows of an epoch, one beside the other; tokens behind the last whole one are left out.</summary>
    public long EpochWindows { get; }

    /// <summary>Epochs before the one that the next window belongs to.</summary>
    public long Epoch => _next / this.EpochWindows;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Windows are of more texts than the batch has room for.</exception>
    public bool Fill(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);

        for (int window = 0; window < _sequences; window++)
        {
            (long epoch, long place) = Math.DivRem(_next + window, this.EpochWindows);
            long start = new WindowOrder(this.EpochWindows, _seed, epoch).At(place) * _length;
            _tokens.Read(start, _window);
            this.CheckRoom(batch, start);
            this.AddTo(batch);
        }

        _next += _sequences;

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _next = 0;

    /// <inheritdoc/>
    public byte[] SaveState() => WindowState.Save(this.Fingerprint(), _length, _sequences, _seed, (ulong)_next);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        (ulong seed, ulong next) = WindowState.Restore(state, this.Fingerprint(), _length, _sequences);
        (_seed, _next) = (seed, (long)next);
    }

    // Windows that are cut are other data than whole ones.
    private ulong Fingerprint() =>
        _separator is int token ? TokenFingerprint.Append(_tokens.Fingerprint(), [token]) : _tokens.Fingerprint();

    private void CheckRoom(Batch batch, long start)
    {
        int texts = 1;

        for (int end = this.EndOfText(0); end < _length; end = this.EndOfText(end))
        {
            texts++;
        }

        int room = batch.Outputs.SequenceCapacity - batch.Outputs.Count;

        if (_separator is not null && texts > room)
        {
            throw new ArgumentException(
                $"The window at token {start} is of {texts} texts, and the batch has room for {room} sequences more: " +
                "`training: { tokens: ... }` in the place of `batch` has room for any number.",
                nameof(batch));
        }
    }

    private void AddTo(Batch batch)
    {
        for (int first = 0, end; first < _length; first = end)
        {
            end = this.EndOfText(first);
            batch.Add(_window.AsSpan(first, end - first), _window.AsSpan(first + 1, end - first));
        }
    }

    // Where the text ends that has a token of the window.
    private int EndOfText(int first)
    {
        int length = _separator is int token ? _window.AsSpan(first + 1, _length - first - 1).IndexOf(token) : -1;

        return length < 0 ? _length : first + 1 + length;
    }
}
