using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Stress.Inference;

/// <summary>
/// Decodes in random slots: tokens in several at once and in any order, one or more of each, prompts of any length behind what is there, copies of slots, new
/// sequences and new sources. What is in a slot is written down beside it. Where the caches are full, nothing has changed, and a slot is emptied.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="specification">The model.</param>
/// <param name="random">What decides.</param>
internal sealed class DecoderDriver(DecoderSession session, ModelSpecification specification, Random random)
{
    private const int Steps = 14;
    private const int MostAtOnce = 6;

    private readonly List<int>[] _slots = [.. Enumerable.Range(0, session.SlotCapacity).Select(static _ => new List<int>())];
    private readonly List<Answer> _answers = [];
    private int[][] _sources = [];
    private string _way = "";

    /// <summary>What every token gives.</summary>
    public IReadOnlyList<Answer> Run()
    {
        this.Encode();

        for (int step = 0; step < Steps; step++)
        {
            switch (random.Next(10))
            {
                case 0:
                    this.Encode();
                    break;
                case 1:
                    this.Reset();
                    break;
                case 2 or 3:
                    this.Copy();
                    break;
                case 4 or 5 or 6:
                    this.Prompt();
                    break;
                default:
                    this.Feed();
                    break;
            }
        }

        this.Feed();

        if (_answers.Count == 0)
        {
            this.FeedFirst();
        }

        return _answers;
    }

    // Caches with room for a single text may have been full whatever was drawn.
    private void FeedFirst()
    {
        Array.ForEach(_slots, static slot => slot.Clear());
        session.Reset();
        _way += " reset,";
        int[] tokens = Tokens.Draw(random, 1, specification.TargetVocabulary);
        session.Feed(0, tokens);
        _slots[0].AddRange(tokens);
        this.Answer(0, 0);
    }

    // Slots whose sequence has a source, where there are sources, and that have room.
    private int[] Open => [.. Enumerable.Range(0, _slots.Length)
        .Where(slot => _slots[slot].Count < specification.MaxLength && (session is not EncoderDecoderSession || slot / session.BeamCapacity < _sources.Length))];

    private void Encode()
    {
        if (session is EncoderDecoderSession translator)
        {
            int count = random.Next(1, Math.Min(session.SequenceCapacity, MostAtOnce) + 1);
            _sources = [.. Enumerable.Range(0, count).Select(_ => Tokens.Draw(random, random.Next(1, specification.MaxLength + 1), specification.SourceVocabulary))];
            translator.Encode(_sources);
            Array.ForEach(_slots, static slot => slot.Clear());
            _way += $" encode {count},";
        }
    }

    private void Reset()
    {
        int slot = random.Next(_slots.Length);
        session.Reset(slot);
        _slots[slot].Clear();
        _way += $" reset {slot},";
    }

    // Beams of an encoder-decoder's sequence have its source, and only they.
    private void Copy()
    {
        int group = random.Next(session.SequenceCapacity) * session.BeamCapacity;
        IEnumerable<int> all = session is EncoderDecoderSession ? Enumerable.Range(group, session.BeamCapacity) : Enumerable.Range(0, _slots.Length);
        int[] slots = [.. all];
        random.Shuffle(slots);
        int count = Math.Min(slots.Length / 2, random.Next(1, MostAtOnce));
        int[] from = slots[..count];
        int[] to = slots[count..(2 * count)];
        session.Copy(from, to);

        for (int i = 0; i < count; i++)
        {
            _slots[to[i]].Clear();
            _slots[to[i]].AddRange(_slots[from[i]]);
        }

        _way += $" copy {string.Join(' ', from)} to {string.Join(' ', to)},";
    }

    private void Prompt()
    {
        if (this.Open is { Length: > 0 } open)
        {
            int slot = open[random.Next(open.Length)];
            int[] tokens = Tokens.Draw(random, random.Next(1, specification.MaxLength - _slots[slot].Count + 1), specification.TargetVocabulary);

            if (!this.Fits(() => session.Feed(slot, tokens)))
            {
                return;
            }

            _slots[slot].AddRange(tokens);
            _way += $" prompt {slot} by {tokens.Length},";
            this.Answer(slot, 0);
        }
    }

    private void Feed()
    {
        int[] open = this.Open;
        random.Shuffle(open);
        int[] slots = open[..Math.Min(open.Length, random.Next(1, MostAtOnce + 1))];

        if (slots.Length == 0)
        {
            return;
        }

        slots = [.. slots.SelectMany(slot => Enumerable.Repeat(slot, this.TokensAtOnce(slot, slots.Length)))];
        int[] tokens = Tokens.Draw(random, slots.Length, specification.TargetVocabulary);

        if (!this.Fits(() => session.Feed(slots, tokens)))
        {
            return;
        }

        _way += $" feed {string.Join(' ', slots)},";

        for (int row = 0; row < slots.Length; row++)
        {
            _slots[slots[row]].Add(tokens[row]);
            this.Answer(slots[row], row);
        }
    }

    private bool Fits(Action feed)
    {
        try
        {
            feed();

            return true;
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("the caches are full", StringComparison.Ordinal))
        {
            _way += " full,";
            this.Reset();

            return false;
        }
    }

    // Several of a slot where it has positions, the pass has room for them beside the others, and the slot has.
    private int TokensAtOnce(int slot, int slots) => session.KeepsPositions && random.Next(2) == 0
        ? random.Next(1, Math.Min(Math.Min(session.RowCapacity / slots, MostAtOnce), specification.MaxLength - _slots[slot].Count) + 1)
        : 1;

    private void Answer(int slot, int row)
    {
        int[] tokens = [.. _slots[slot]];
        int[] source = session is EncoderDecoderSession ? _sources[slot / session.BeamCapacity] : [];

        if (!session.TokensOf(slot)[..tokens.Length].SequenceEqual(tokens))
        {
            throw new InvalidOperationException($"Slot {slot} has other tokens than were fed:{_way}");
        }

        _answers.Add(new Answer(source, tokens, tokens.Length - 1, Tokens.Widen(session.LogitsOf(row)), $"slot {slot} after{_way.TrimEnd(',')}"));
    }
}
