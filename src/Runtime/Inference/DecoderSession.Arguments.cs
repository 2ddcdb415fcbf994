using System;
using System.Collections.Generic;

namespace Weft;

/// <content>What arguments may be, and the sentence where they are not.</content>
public abstract partial class DecoderSession
{
    /// <summary>Checks that nothing but a text has moved the first slot.</summary>
    /// <param name="moves">The slot's <see cref="Moves"/> after the text's last step.</param>
    /// <exception cref="InvalidOperationException">Something else has.</exception>
    internal void CheckMoves(long moves)
    {
        this.CheckDisposed();

        if (this.Moves != moves)
        {
            throw new InvalidOperationException(
                $"{this.Description.Name}: the session was moved while a text of it was being generated; "
                + "another call has fed, reset or overwritten the first slot.");
        }
    }

    private void CheckGenerates()
    {
        if (this.Description.Output != ModelResult.Vocabulary)
        {
            throw new InvalidOperationException(
                $"{this.Description.Name} generates no text: its `output` is {this.Description.Output}, not scores of the next token.");
        }
    }

    private void CheckTokens(int slot, ReadOnlySpan<int> tokens)
    {
        this.CheckSlot(slot);
        this.CheckReady(slot);

        if (tokens.IsEmpty)
        {
            throw new ArgumentException($"{this.Description.Name}: no tokens; at least one is needed.", nameof(tokens));
        }

        foreach (int token in tokens)
        {
            this.CheckToken(token, nameof(tokens));
        }

        if (tokens.Length > this.Description.MaxLength - _lengths[slot])
        {
            throw new InvalidOperationException(tokens.Length == 1
                ? $"{this.Description.Name}: the sequence has the model's longest length, {this.Description.MaxLength} tokens."
                : $"{this.Description.Name}: {tokens.Length} tokens after {_lengths[slot]}; " +
                $"the model's longest sequence has {this.Description.MaxLength}.");
        }
    }

    private void CheckPrompts(IReadOnlyList<int[]> prompts)
    {
        foreach (int[] prompt in prompts)
        {
            ArgumentNullException.ThrowIfNull(prompt, nameof(prompts));
            this.CheckPrompt(prompt);
        }
    }

    private void CheckPrompt(ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty || prompt.Length > this.Description.MaxLength)
        {
            throw new ArgumentException(
                $"{this.Description.Name}: a prompt of {prompt.Length} tokens; 1 to {this.Description.MaxLength} are allowed.",
                nameof(prompt));
        }

        foreach (int token in prompt)
        {
            this.CheckToken(token, nameof(prompt));
        }
    }

    private void CheckPromptRows(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens)
    {
        this.CheckCounts(slots, tokens);
        Array.Clear(_isFed);

        for (int start = 0, end; start < slots.Length; start = end)
        {
            end = EndOfRun(slots, start);
            this.CheckTokens(slots[start], tokens[start..end]);

            if (_isFed[slots[start]])
            {
                throw new ArgumentException(
                    $"{this.Description.Name}: the tokens of slot {slots[start]} stand apart.", nameof(slots));
            }

            _isFed[slots[start]] = true;
        }
    }

    private void CheckRows(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens)
    {
        if (slots.Length > this.RowCapacity)
        {
            throw new ArgumentException(
                $"{this.Description.Name}: {slots.Length} tokens in a pass; at most {this.RowCapacity} are decoded at once " +
                "(slots and `inference.draft`).",
                nameof(tokens));
        }

        this.CheckPromptRows(slots, tokens);

        for (int row = 1; row < slots.Length && !this.KeepsPositions; row++)
        {
            if (slots[row] == slots[row - 1])
            {
                throw new ArgumentException(
                    $"{this.Description.Name}: slot {slots[row]} is there twice; a recurrent model decodes one token of a slot at once.",
                    nameof(slots));
            }
        }
    }

    private void CheckCounts(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens)
    {
        if (slots.Length != tokens.Length || slots.IsEmpty)
        {
            throw new ArgumentException(
                $"{this.Description.Name}: {slots.Length} slots and {tokens.Length} tokens; one token for each slot is needed.",
                nameof(tokens));
        }
    }

    private void CheckSlot(int slot)
    {
        if ((uint)slot >= (uint)this.SlotCapacity)
        {
            throw new ArgumentOutOfRangeException(
                nameof(slot),
                slot,
                $"{this.Description.Name}: slots are 0 to {this.SlotCapacity - 1} (`inference.sequences` times `inference.beam`).");
        }
    }

    private void CheckToken(int token, string argument)
    {
        if ((uint)token >= (uint)this.Description.TargetVocabulary)
        {
            throw new ArgumentOutOfRangeException(
                argument, token, $"{this.Description.Name}: token ids are 0 to {this.Description.TargetVocabulary - 1}.");
        }
    }
}
