using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Serving;

/// <summary>
/// The slots of a session: which are free, and what each has read of prompts. A text that begins as another one did goes on from there.
/// Tokens that were decoded one by one are read again, for a prompt's pass has other bits. Where slots share the blocks of the caches, what
/// a free slot has read stays until its blocks are needed.
/// </summary>
internal sealed class PlaceTable(DecoderSession session)
{
    // Those that are free, the one that has been so for the longest time first.
    private readonly List<int> _free = [.. Enumerable.Range(0, session.SlotCapacity)];
    private readonly int[] _read = new int[session.SlotCapacity];

    // What the texts that have slots still come to.
    private readonly int[] _slots = new int[session.SlotCapacity];
    private readonly int[] _positions = new int[session.SlotCapacity];
    private readonly int[] _counts = new int[session.SlotCapacity];

    /// <summary>Whether one is free.</summary>
    public bool HasFree => _free.Count > 0;

    /// <summary>Refuses a text that the caches have no room for, even alone.</summary>
    /// <exception cref="ArgumentException">They have not.</exception>
    public void Check(TextJob job)
    {
        if (session.Blocks is CacheBlocks blocks && blocks.BlocksOf(job.MostPositions) > blocks.Count)
        {
            throw new ArgumentException(
                $"A prompt of {job.Prompt.Length} tokens and a text of up to {job.MostTokens} take {job.MostPositions} positions; "
                + $"the caches of {session.Description.Name} have {blocks.Count * blocks.Positions} (`inference.cache_tokens`).");
        }
    }

    /// <summary>
    /// Whether a text may join: whatever the texts that have slots come to, none of them will want for a block, nor this one.
    /// </summary>
    public bool HasRoomFor(TextJob job, List<TextJob> running)
    {
        if (session.Blocks is not CacheBlocks blocks)
        {
            return true;
        }

        for (int i = 0; i < running.Count; i++)
        {
            _slots[i] = running[i].Slot;
            _positions[i] = session.TokensOf(_slots[i]).Length;
            _counts[i] = running[i].MostPositions - _positions[i];
        }

        (int length, int from) = this.FindBeginning(job, running);
        int spare = blocks.SpareFor(
            _free, from, length, _slots.AsSpan(0, running.Count), _positions.AsSpan(0, running.Count), _counts.AsSpan(0, running.Count));

        return blocks.BlocksOf(job.MostPositions) <= spare;
    }

    /// <summary>Gives a text a slot, with as much of its prompt as any slot has.</summary>
    /// <param name="job">The text.</param>
    /// <param name="running">The texts that have slots, of which it is one from then on, even where the session fails.</param>
    public void Take(TextJob job, List<TextJob> running)
    {
        (int length, int from) = this.FindBeginning(job, running);
        job.Slot = _free.Contains(from) ? from : _free[0];
        _ = _free.Remove(job.Slot);
        running.Add(job);
        session.CopyBeginning(from, job.Slot, length);
        job.Skip(length);
    }

    /// <summary>Takes back the slot of a text that has ended, with what it has read.</summary>
    public void Free(TextJob job)
    {
        _read[job.Slot] = job.Fed;
        _free.Add(job.Slot);

        if (session.KeepsPositions)
        {
            // Nobody goes on from what was decoded.
            session.TakeBack(job.Slot, Math.Max(0, session.TokensOf(job.Slot).Length - job.Fed));
        }
    }

    /// <summary>Makes free slots give up their blocks, the longest unused first, as long as a pass needs some.</summary>
    /// <param name="rows">The slot of each row of the pass.</param>
    public void MakeRoom(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < _free.Count && session.Missing(rows) > 0; i++)
        {
            if (session.Blocks!.HasItsOwn(_free[i]))
            {
                session.Reset(_free[i]);
                _read[_free[i]] = 0;
            }
        }
    }

    /// <summary>Forgets what was read: a pass has failed, and nobody knows how far it came.</summary>
    public void Forget() => Array.Clear(_read);

    // How much of a prompt a slot has, and which: of equal ones, one that need not be copied.
    private (int Length, int Slot) FindBeginning(TextJob job, List<TextJob> running)
    {
        foreach (TextJob other in running)
        {
            _read[other.Slot] = other.Fed;
        }

        int length = 0, from = _free[0];

        if (!session.KeepsPositions)
        {
            return (length, from);
        }

        // The last token is decoded with those of other texts.
        ReadOnlySpan<int> prompt = job.Prompt.AsSpan(..^1);

        for (int slot = 0; slot < _read.Length; slot++)
        {
            int common = prompt.CommonPrefixLength(session.TokensOf(slot)[.._read[slot]]);

            if (common > length || (common == length && common > 0 && _free.Contains(slot) && !_free.Contains(from)))
            {
                (length, from) = (common, slot);
            }
        }

        return (length, from);
    }
}
