using System;
using System.Threading;

namespace Weft;

/// <content>Tokens of prompts, many of them in a pass that makes no logits.</content>
public abstract partial class DecoderSession
{
    /// <summary>
    /// Decodes tokens of prompts, of several slots in one pass if need be, and makes no logits of them: the last token of a prompt goes to
    /// <see cref="Feed(ReadOnlySpan{int}, ReadOnlySpan{int})"/>. In whatever parts a prompt is fed, it leaves the same bits.
    /// </summary>
    /// <param name="slots">The slot of each token; those of a slot stand together, in the order of their positions.</param>
    /// <param name="tokens">A token for each.</param>
    /// <exception cref="ArgumentException">
    /// The numbers of slots and tokens differ, a slot or an id is out of range, or the tokens of a slot stand apart; nothing has been
    /// decoded.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A slot has no room for as many before the model's longest sequence, or the caches have not, or its sequence has no source; nothing
    /// has been decoded.
    /// </exception>
    public void FeedPrompts(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens)
    {
        using SessionUse use = this.Enter();
        this.CheckPromptRows(slots, tokens);
        this.Claim(slots);
        int rows = 0;

        for (int start = 0, end; start < slots.Length; start = end)
        {
            end = EndOfRun(slots, start);
            rows = this.Queue(slots[start], _lengths[slots[start]], tokens[start..end], rows, CancellationToken.None);
        }

        this.Flush(rows, CancellationToken.None);
    }

    /// <summary>Decodes all but the last token of prompts, the first of them in the first slot of the first sequence, and so on.</summary>
    internal void FeedBeginnings(ReadOnlySpan<int[]> prompts, CancellationToken cancellation)
    {
        using SessionUse use = this.Enter();
        int rows = 0;

        // All before any is decoded.
        for (int sequence = 0; sequence < prompts.Length; sequence++)
        {
            this.CheckReady(sequence * this.BeamCapacity);
        }

        this.ClaimBeginnings(prompts);

        for (int sequence = 0; sequence < prompts.Length; sequence++)
        {
            rows = this.Queue(sequence * this.BeamCapacity, 0, prompts[sequence].AsSpan(..^1), rows, cancellation);
        }

        this.Flush(rows, cancellation);
    }

    // Where the rows of a slot end.
    private static int EndOfRun(ReadOnlySpan<int> slots, int start)
    {
        int end = start + 1;

        while (end < slots.Length && slots[end] == slots[start])
        {
            end++;
        }

        return end;
    }

    // Adds tokens from a position on to the rows of the next pass; runs it whenever it is full. Returns the rows that wait.
    private int Queue(int slot, int position, ReadOnlySpan<int> tokens, int rows, CancellationToken cancellation)
    {
        foreach (int token in tokens)
        {
            this.SetRow(rows++, slot, token, position++);

            if (rows == this.Layout.PromptRows)
            {
                this.Flush(rows, cancellation);
                rows = 0;
            }
        }

        return rows;
    }

    private void Flush(int rows, CancellationToken cancellation)
    {
        if (rows == 0)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        this.RunPrompt(rows);

        for (int row = 0; row < rows; row++)
        {
            (int slot, int token, int position) = this.RowAt(row);
            this.Append(slot, token, position);
        }
    }
}
