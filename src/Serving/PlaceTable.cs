using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Serving;

/// <summary>
/// The slots of a session: which are free, and what each has read of prompts. A text that begins as another one did goes on from there.
/// Tokens that were decoded one by one are read again, for a prompt's pass has other bits.
/// </summary>
internal sealed class PlaceTable(DecoderSession session)
{
    // Those that are free, the one that has been so for the longest time first.
    private readonly List<int> _free = [.. Enumerable.Range(0, session.SlotCapacity)];
    private readonly int[] _read = new int[session.SlotCapacity];

    /// <summary>Whether one is free.</summary>
    public bool HasFree => _free.Count > 0;

    /// <summary>Gives a text a slot, with as much of its prompt as any slot has.</summary>
    /// <param name="job">The text.</param>
    /// <param name="running">The texts that have slots, of which it is one from then on, even where the session fails.</param>
    public void Take(TextJob job, List<TextJob> running)
    {
        foreach (TextJob other in running)
        {
            _read[other.Slot] = other.Fed;
        }

        int length = 0, from = _free[0];

        if (session.KeepsPositions)
        {
            // The last token is decoded with those of other texts.
            ReadOnlySpan<int> prompt = job.Prompt.AsSpan(..^1);

            for (int slot = 0; slot < _read.Length; slot++)
            {
                int common = prompt.CommonPrefixLength(session.TokensOf(slot)[.._read[slot]]);

                // Of equal ones, what need not be copied.
                if (common > length || (common == length && common > 0 && _free.Contains(slot) && !_free.Contains(from)))
                {
                    (length, from) = (common, slot);
                }
            }
        }

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
    }

    /// <summary>Forgets what was read: a pass has failed, and nobody knows how far it came.</summary>
    public void Forget() => Array.Clear(_read);
}
