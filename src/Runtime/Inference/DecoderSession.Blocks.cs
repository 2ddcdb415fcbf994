using System;
using System.Linq;

namespace Weft;

/// <content>The blocks of caches that slots take as their texts grow.</content>
public abstract partial class DecoderSession
{
    private readonly int[] _runSlots;
    private readonly int[] _runPositions;
    private readonly int[] _runCounts;

    /// <summary>The blocks of the caches; null where every slot has a place of its own in them.</summary>
    internal CacheBlocks? Blocks { get; }

    /// <inheritdoc/>
    private protected override int[]? BlockTable => this.Blocks?.Table;

    /// <summary>
    /// Positions that there is room for in all slots together: whole blocks for the spec's `inference.cache_tokens`, or the model's longest
    /// sequence in every slot.
    /// </summary>
    public int CacheCapacity =>
        this.Blocks is CacheBlocks blocks ? blocks.Count * blocks.Positions : this.SlotCapacity * this.Description.MaxLength;

    /// <summary>
    /// Positions of it that no slot has taken. Slots take whole blocks, and those with a common beginning, because one was copied to the
    /// other, share them; <see cref="Reset(int)"/> gives back what a slot has alone.
    /// </summary>
    public int FreeCache => this.Blocks is CacheBlocks blocks ? blocks.Free * blocks.Positions : this.CacheCapacity - _lengths.Sum();

    /// <summary>How many more blocks the rows of a call need than are free; those of a slot stand together.</summary>
    internal int Missing(ReadOnlySpan<int> slots)
    {
        using SessionUse use = this.Enter();
        int runs = this.CollectRuns(slots);

        return this.Missing(_runSlots.AsSpan(0, runs), _runCounts.AsSpan(0, runs));
    }

    private void Claim(ReadOnlySpan<int> slots)
    {
        int runs = this.CollectRuns(slots);
        this.Claim(_runSlots.AsSpan(0, runs), _runCounts.AsSpan(0, runs));
    }

    /// <summary>Claims what the next positions of slots need, for all of them or for none.</summary>
    /// <param name="slots">The slots, none twice.</param>
    /// <param name="counts">How many positions of each come.</param>
    /// <exception cref="InvalidOperationException">The caches have not as many free blocks.</exception>
    private void Claim(ReadOnlySpan<int> slots, ReadOnlySpan<int> counts)
    {
        if (this.Blocks is not CacheBlocks blocks)
        {
            return;
        }

        if (this.Missing(slots, counts) is int missing and > 0)
        {
            int positions = missing * blocks.Positions;

            throw new InvalidOperationException(
                $"{this.Description.Name}: the caches are full: {blocks.Free * blocks.Positions} of {blocks.Count * blocks.Positions} "
                + $"positions are free, and {positions} more are needed (`inference.cache_tokens`).");
        }

        blocks.Take(slots, _runPositions.AsSpan(0, slots.Length), counts);

        try
        {
            _blockCopy.Run(this.Workers, blocks.Copied, blocks.Copies, blocks.CopiedPositions);
        }
        catch
        {
            blocks.TakeBackCopies();

            throw;
        }
    }

    private int Missing(ReadOnlySpan<int> slots, ReadOnlySpan<int> counts)
    {
        if (this.Blocks is not CacheBlocks blocks)
        {
            return 0;
        }

        Span<int> positions = _runPositions.AsSpan(0, slots.Length);

        for (int i = 0; i < slots.Length; i++)
        {
            positions[i] = _lengths[slots[i]];
        }

        return blocks.Lacking(slots, positions, counts) - blocks.Free;
    }

    // All but the last token of each prompt, in the first slot of its sequence.
    private void ClaimBeginnings(ReadOnlySpan<int[]> prompts)
    {
        for (int sequence = 0; sequence < prompts.Length; sequence++)
        {
            _runSlots[sequence] = sequence * this.BeamCapacity;
            _runCounts[sequence] = prompts[sequence].Length - 1;
        }

        this.Claim(_runSlots.AsSpan(0, prompts.Length), _runCounts.AsSpan(0, prompts.Length));
    }

    private int CollectRuns(ReadOnlySpan<int> slots)
    {
        int runs = 0;

        for (int start = 0, end; start < slots.Length; start = end)
        {
            end = EndOfRun(slots, start);
            _runSlots[runs] = slots[start];
            _runCounts[runs++] = end - start;
        }

        return runs;
    }
}
