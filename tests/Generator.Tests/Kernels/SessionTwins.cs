using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>
/// Two sessions that are told the same, at random, and must put out the same bits. Where the caches of the first are full, it says so, and
/// nothing has changed.
/// </summary>
internal sealed class SessionTwins
{
    private const int MostAtOnce = 4;

    private readonly DecoderSession _one;
    private readonly DecoderSession _other;
    private readonly int _vocabulary;
    private readonly Random _random;

    public SessionTwins(DecoderSession one, DecoderSession other, int vocabulary, int seed)
    {
        (_one, _other, _vocabulary, _random) = (one, other, vocabulary, new Random(seed));
        int[] source = this.Tokens(20);
        this.Both(session =>
        {
            session.Reset();
            (session as EncoderDecoderSession)?.Encode(source);
        });
    }

    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            switch (_random.Next(12))
            {
                case 0:
                    this.Reset();
                    break;
                case 1 or 2 or 3:
                    this.Copy();
                    break;
                case 4 or 5:
                    this.CopyBeginning();
                    break;
                case 6:
                    this.TakeBack();
                    break;
                case 7 or 8:
                    this.Prompt();
                    break;
                default:
                    this.Feed();
                    break;
            }
        }

        this.Feed();
    }

    private int Slot => _random.Next(_one.SlotCapacity);

    private int Longest => _one.Description.MaxLength;

    private int LengthOf(int slot) => _one.TokensOf(slot).Length;

    private void Reset()
    {
        int slot = this.Slot;
        this.Both(session => session.Reset(slot));
    }

    private void Copy()
    {
        int[] slots = [.. Enumerable.Range(0, _one.SlotCapacity)];
        _random.Shuffle(slots);

        // One to all others, or some to as many.
        int targets = _random.Next(1, slots.Length);
        int[] from = _random.Next(2) == 0 ? [.. Enumerable.Repeat(slots[0], targets)] : slots[..Math.Min(targets, slots.Length / 2)];
        int[] to = slots[^from.Length..];
        this.Both(session => session.Copy(from, to));
    }

    private void CopyBeginning()
    {
        int from = this.Slot, to = this.Slot;
        int length = _random.Next(this.LengthOf(from) + 1);
        this.Both(session => session.CopyBeginning(from, to, length));
    }

    private void TakeBack()
    {
        int slot = this.Slot;
        int tokens = _random.Next(this.LengthOf(slot) + 1);
        this.Both(session => session.TakeBack(slot, tokens));
    }

    private void Prompt()
    {
        int slot = this.Slot;

        if (this.LengthOf(slot) < this.Longest)
        {
            int[] tokens = this.Tokens(_random.Next(1, this.Longest - this.LengthOf(slot) + 1));

            if (this.Fits(session => session.Feed(slot, tokens)))
            {
                Assert.Equal(_other.LogitsOf(0), _one.LogitsOf(0));
                this.CompareMaps(slot);
            }
        }
    }

    private void Feed()
    {
        int[] open = [.. Enumerable.Range(0, _one.SlotCapacity).Where(slot => this.LengthOf(slot) < this.Longest)];
        _random.Shuffle(open);
        List<int> slots = [];

        foreach (int slot in open[.._random.Next(open.Length + 1)])
        {
            int left = _one.RowCapacity - _one.SlotCapacity + 1;
            slots.AddRange(Enumerable.Repeat(slot, slots.Count >= _one.SlotCapacity ? 1 : Math.Min(this.Longest - this.LengthOf(slot), _random.Next(1, left + 1))));
        }

        int[] rows = [.. slots.Take(_one.RowCapacity)];

        if (rows.Length == 0)
        {
            return;
        }

        int[] tokens = this.Tokens(rows.Length);

        if (!this.Fits(session => session.Feed(rows, tokens)))
        {
            return;
        }

        for (int row = 0; row < rows.Length; row++)
        {
            Assert.Equal(_other.LogitsOf(row), _one.LogitsOf(row));
            this.CompareMaps(rows[row]);
        }
    }

    /// <summary>Calls that found the caches full.</summary>
    public int Refused { get; private set; }

    private bool Fits(Action<DecoderSession> feed)
    {
        int free = _one.FreeCache;
        int[][] texts = [.. Enumerable.Range(0, _one.SlotCapacity).Select(slot => _one.TokensOf(slot).ToArray())];

        try
        {
            feed(_one);
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("the caches are full", StringComparison.Ordinal))
        {
            this.Refused++;
            Assert.Equal(free, _one.FreeCache);
            Assert.All(texts.Index(), item => Assert.Equal(item.Item, _one.TokensOf(item.Index).ToArray()));

            return false;
        }

        feed(_other);

        return true;
    }

    private void CompareMaps(int slot)
    {
        if (_one.Layout.Attention.Length == 0)
        {
            return;
        }

        AttentionMap one = _one.AttentionOf(layer: 0, head: 1, slot);
        AttentionMap other = _other.AttentionOf(layer: 0, head: 1, slot);

        for (int query = 0; query < this.LengthOf(slot); query++)
        {
            Assert.Equal(other[query], one[query]);
        }
    }

    private int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.Next(_vocabulary))];

    private void Both(Action<DecoderSession> act)
    {
        act(_one);
        act(_other);
    }
}
