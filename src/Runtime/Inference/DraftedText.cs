using System;

namespace Weft;

/// <summary>A text in a slot of a session, the token that it decodes next, and guesses at those behind that.</summary>
/// <param name="session">The session.</param>
/// <param name="sampler">What chooses the tokens.</param>
/// <param name="drafter">What guesses; null for nothing.</param>
internal sealed class DraftedText(DecoderSession session, Sampler sampler, Drafter? drafter)
{
    private readonly int[] _guesses = new int[drafter is null ? 0 : Math.Min(drafter.MostTokens, session.RowCapacity - 1)];
    private int _count;
    private int _most = drafter?.MostTokens ?? 0;
    private Sampler? _twin;

    /// <summary>The slot.</summary>
    public int Slot { get; set; }

    /// <summary>The token that is decoded next, behind those of the slot.</summary>
    public int Next { get; set; }

    /// <summary>Those of the slot, and the next one; overwritten by the next pass.</summary>
    public ReadOnlySpan<int> Tokens => session.TextOf(this.Slot, this.Next);

    /// <summary>The most tokens that may be guessed now.</summary>
    public int Room { get; private set; }

    /// <summary>What was guessed.</summary>
    public ReadOnlySpan<int> Guesses => _guesses.AsSpan(0, _count);

    /// <summary>What draws guesses as the text's own sampler would.</summary>
    public Sampler Twin => _twin ??= sampler.CreateTwin();

    /// <summary>Begins anew with guesses.</summary>
    /// <param name="most">The most for which there is a use, and a place in the pass.</param>
    public void Clear(int most)
    {
        // The next token has a position as well.
        int left = session.Description.MaxLength - session.TokensOf(this.Slot).Length - 1;
        _count = 0;
        this.Room = Math.Max(0, Math.Min(Math.Min(most, _most), Math.Min(left, _guesses.Length)));
    }

    /// <summary>Brings <see cref="Twin"/> to where the text's own sampler is.</summary>
    public void FollowTwin() => this.Twin.Follow(sampler);

    /// <summary>Adds a guess, for which there is room.</summary>
    public void Guess(int token) => _guesses[_count++] = token;

    /// <summary>There is no room for more guesses.</summary>
    public void Close() => this.Room = _count;

    /// <summary>Whether a token that was chosen is what was guessed, and the logits behind it are those of the text.</summary>
    /// <param name="row">How many were chosen before it.</param>
    /// <param name="token">The token.</param>
    public bool IsRight(int row, int token) => row < _count && _guesses[row] == token;

    /// <summary>Takes back what was decoded behind the tokens that were chosen: the text goes on behind the last of these.</summary>
    /// <param name="right">Guesses that were right.</param>
    public void Settle(int right)
    {
        if (_count == 0)
        {
            return;
        }

        session.TakeBack(this.Slot, _count - right);
        drafter!.Count(_count, right);

        // What was right to its end may go on for longer; else it is as well to begin with what was right this time.
        _most = Math.Clamp(right == _count ? 2 * Math.Max(_most, 1) : right + 1, 1, drafter.MostTokens);
        _count = 0;
    }
}
