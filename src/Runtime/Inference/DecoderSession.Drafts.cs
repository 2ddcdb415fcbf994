using System;

namespace Weft;

/// <content>Slots that go back: to a beginning that two texts have in common, or to before tokens that were guessed wrongly.</content>
public abstract partial class DecoderSession
{
    /// <summary>Whether a slot can go on from an earlier position: what it keeps is of positions, and not of the whole text.</summary>
    internal bool KeepsPositions { get; }

    /// <summary>Lets a slot go on from the first positions of another one, or of itself.</summary>
    /// <param name="from">The slot that has them.</param>
    /// <param name="to">The slot that is overwritten.</param>
    /// <param name="length">Positions, no more than the first slot has.</param>
    internal void CopyBeginning(int from, int to, int length)
    {
        using SessionUse use = this.Enter();

        if (from != to)
        {
            this.CopyTokens(from, to, length);
            _copy.Run(this.Workers, [from], [to], [length]);
        }
        else
        {
            this.SetLength(to, length);
        }
    }

    /// <summary>Takes back the last tokens of a slot, whose model keeps positions.</summary>
    internal void TakeBack(int slot, int tokens) => this.SetLength(slot, _lengths[slot] - tokens);

    /// <summary>The tokens of a slot and behind them the one that is to be decoded next; overwritten by the next call.</summary>
    /// <param name="slot">The slot, which has room for it.</param>
    /// <param name="next">The token.</param>
    internal ReadOnlySpan<int> TextOf(int slot, int next)
    {
        int start = slot * this.Description.MaxLength;
        _tokens[start + _lengths[slot]] = next;

        return _tokens.AsSpan(start, _lengths[slot] + 1);
    }
}
