using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// The blocks of a session's caches: which each slot has, for its first positions, for those behind them, and so on. Slots with a common
/// beginning have the same blocks there; who writes into one that another has as well gets a copy of it first.
/// </summary>
internal sealed class CacheBlocks
{
    private readonly int _ofSlot;
    private readonly int[] _held;
    private readonly int[] _uses;
    private readonly int[] _written;
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _filled;
    private readonly int[] _entries;
    private int _copies;

    /// <param name="layout">How many blocks there are, and for how many slots.</param>
    /// <param name="longest">Positions of the longest sequence.</param>
    public CacheBlocks(InferenceLayout layout, int longest)
    {
        int slots = layout.Slots;
        this.Positions = layout.BlockPositions;
        this.Count = layout.Blocks;
        this.Free = this.Count;
        _ofSlot = this.BlocksOf(longest);
        this.Table = new int[slots * _ofSlot];
        _held = new int[slots];
        _uses = new int[this.Count];
        _written = new int[slots];
        _from = new int[slots];
        _to = new int[slots];
        _filled = new int[slots];
        _entries = new int[slots];
    }

    /// <summary>Positions of a block.</summary>
    public int Positions { get; }

    /// <summary>Blocks.</summary>
    public int Count { get; }

    /// <summary>Blocks that no slot has.</summary>
    public int Free { get; private set; }

    /// <summary>The block of each stretch of positions of each slot, [slots, blocks of the longest sequence].</summary>
    public int[] Table { get; }

    /// <summary>The blocks that the last <see cref="Take"/> has given to slots in the place of those that they shared.</summary>
    public ReadOnlySpan<int> Copies => _to.AsSpan(0, _copies);

    /// <summary>What is to be copied to each of them.</summary>
    public ReadOnlySpan<int> Copied => _from.AsSpan(0, _copies);

    /// <summary>How many positions of it.</summary>
    public ReadOnlySpan<int> CopiedPositions => _filled.AsSpan(0, _copies);

    /// <summary>Blocks for so many positions.</summary>
    public int BlocksOf(int positions) => (positions + this.Positions - 1) / this.Positions;

    /// <summary>The blocks of a slot.</summary>
    public ReadOnlySpan<int> HeldBy(int slot) => this.RowOf(slot)[.._held[slot]];

    /// <summary>
    /// Blocks that would be there for one more text: free ones and those that nobody has but some slots, less what others still need, and
    /// of its beginning, whole blocks that these have as well.
    /// </summary>
    /// <param name="unused">Slots that would give up theirs.</param>
    /// <param name="from">A slot with the beginning.</param>
    /// <param name="length">Positions of it.</param>
    /// <param name="slots">The slots of the others, none twice.</param>
    /// <param name="positions">Their positions.</param>
    /// <param name="counts">How many are to come of each.</param>
    public int SpareFor(
        List<int> unused, int from, int length, ReadOnlySpan<int> slots, ReadOnlySpan<int> positions, ReadOnlySpan<int> counts)
    {
        int blocks = this.Free;

        foreach (int slot in unused)
        {
            foreach (int block in this.HeldBy(slot))
            {
                blocks += --_uses[block] == 0 ? 1 : 0;
            }
        }

        foreach (int block in this.HeldBy(from)[..(length / this.Positions)])
        {
            blocks += _uses[block] > 0 ? 1 : 0;
        }

        blocks -= this.Lacking(slots, positions, counts);

        foreach (int slot in unused)
        {
            foreach (int block in this.HeldBy(slot))
            {
                _uses[block]++;
            }
        }

        return blocks;
    }

    /// <summary>Whether a slot has a block that nobody else has.</summary>
    public bool HasItsOwn(int slot)
    {
        foreach (int block in this.HeldBy(slot))
        {
            if (_uses[block] == 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The free blocks that it takes to write positions of slots.</summary>
    /// <param name="slots">The slots, none twice.</param>
    /// <param name="positions">The first position that is written in each; those before it are there.</param>
    /// <param name="counts">How many are written.</param>
    public int Lacking(ReadOnlySpan<int> slots, ReadOnlySpan<int> positions, ReadOnlySpan<int> counts)
    {
        int blocks = 0, copies = 0;

        for (int i = 0; i < slots.Length; i++)
        {
            blocks += Math.Max(0, this.BlocksOf(positions[i] + counts[i]) - _held[slots[i]]);

            // Of those who write into a block, all but the last copy it, and so does that one where others only read it.
            if (counts[i] > 0 && this.CopiedBlock(slots[i], positions[i]) is int block and >= 0)
            {
                _uses[block]--;
                _written[copies++] = block;
            }
        }

        foreach (int block in _written.AsSpan(0, copies))
        {
            _uses[block]++;
        }

        return blocks + copies;
    }

    /// <summary>Takes them; <see cref="Copies"/> are to be made before anything is written.</summary>
    /// <inheritdoc cref="Lacking"/>
    public void Take(ReadOnlySpan<int> slots, ReadOnlySpan<int> positions, ReadOnlySpan<int> counts)
    {
        _copies = 0;

        for (int i = 0; i < slots.Length; i++)
        {
            if (counts[i] > 0 && this.CopiedBlock(slots[i], positions[i]) is int block and >= 0)
            {
                _uses[block]--;
                _from[_copies] = block;
                _filled[_copies] = positions[i] % this.Positions;
                _entries[_copies] = (slots[i] * _ofSlot) + (positions[i] / this.Positions);
                _to[_copies++] = this.TakeOne(slots[i], positions[i] / this.Positions);
            }

            for (int end = this.BlocksOf(positions[i] + counts[i]); _held[slots[i]] < end; _held[slots[i]]++)
            {
                _ = this.TakeOne(slots[i], _held[slots[i]]);
            }
        }
    }

    /// <summary>Gives slots what they shared in the place of <see cref="Copies"/> again: copying has failed.</summary>
    public void TakeBackCopies()
    {
        for (; _copies > 0; this.Free++)
        {
            _uses[_to[--_copies]] = 0;
            _uses[_from[_copies]]++;
            this.Table[_entries[_copies]] = _from[_copies];
        }
    }

    /// <summary>Gives back what a slot does not need for so many positions.</summary>
    public void Trim(int slot, int positions)
    {
        int end = this.BlocksOf(positions);

        foreach (int block in this.RowOf(slot)[end..Math.Max(end, _held[slot])])
        {
            this.Free += --_uses[block] == 0 ? 1 : 0;
        }

        _held[slot] = Math.Min(_held[slot], end);
    }

    /// <summary>Gives a slot the blocks of another one's first positions in place of its own.</summary>
    public void Share(int from, int to, int positions)
    {
        Span<int> shared = this.RowOf(from)[..this.BlocksOf(positions)];

        foreach (int block in shared)
        {
            _uses[block]++;
        }

        this.Trim(to, 0);
        shared.CopyTo(this.RowOf(to));
        _held[to] = shared.Length;
    }

    private Span<int> RowOf(int slot) => this.Table.AsSpan(slot * _ofSlot, _ofSlot);

    // The block that is copied before its slot writes a position in the middle of it; -1 where it is the slot's own.
    private int CopiedBlock(int slot, int position)
    {
        if (position % this.Positions == 0)
        {
            return -1;
        }

        int block = this.RowOf(slot)[position / this.Positions];

        return _uses[block] > 1 ? block : -1;
    }

    // Blocks of a slot that stand one behind another are read as fast as if there were none: its own place among all, if that is free, else
    // behind the block before, else the next that is free.
    private int TakeOne(int slot, int index)
    {
        Span<int> row = this.RowOf(slot);
        int home = (int)((long)slot * this.Count / _held.Length);
        int block = (home + index) % this.Count;

        if (_uses[block] > 0 && index > 0)
        {
            block = (row[index - 1] + 1) % this.Count;
        }

        while (_uses[block] > 0)
        {
            block = (block + 1) % this.Count;
        }

        this.Free--;
        _uses[block] = 1;

        return row[index] = block;
    }
}
