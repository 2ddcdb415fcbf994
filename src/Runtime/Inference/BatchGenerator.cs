using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft;

/// <summary>Generates for groups of prompts: the sequences of a group that go on are decoded in one pass.</summary>
internal sealed class BatchGenerator
{
    private readonly DecoderSession _session;
    private readonly Sampling _sampling;
    private readonly int _count;
    private readonly int? _stopToken;
    private readonly int[] _slots;
    private readonly int[] _tokens;
    private readonly List<Text> _choosing = [];
    private readonly Action<int> _choose;

    public BatchGenerator(DecoderSession session, Sampling sampling, int count, int? stopToken)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        sampling.Validate();
        _session = session;
        _sampling = sampling;
        _count = count;
        _stopToken = stopToken;
        _slots = new int[session.SlotCapacity];
        _tokens = new int[session.SlotCapacity];
        _choose = this.Choose;
    }

    public IReadOnlyList<int[]> Run(IReadOnlyList<int[]> prompts, CancellationToken cancellation)
    {
        int[][] results = new int[prompts.Count][];

        foreach (int[] group in _session.Order(prompts).Chunk(_session.SequenceCapacity))
        {
            Text[] texts = [.. group.Select((prompt, i) => new Text(
                prompts[prompt], i * _session.BeamCapacity, this.CreateSampler(prompt, prompts[prompt])))];
            _session.StartGroup(group);
            _session.Reset();
            this.FeedBeginnings(texts, [.. group.Select(prompt => prompts[prompt])], cancellation);

            for (int rows = this.Collect(texts); rows > 0; rows = this.Collect(texts))
            {
                cancellation.ThrowIfCancellationRequested();
                _session.Feed(_slots.AsSpan(0, rows), _tokens.AsSpan(0, rows));
                this.Choose(texts);
            }

            for (int i = 0; i < group.Length; i++)
            {
                results[group[i]] = texts[i].Generated;
            }
        }

        return results;
    }

    private Sampler CreateSampler(int index, int[] prompt)
    {
        Sampler sampler = new(_sampling with { Seed = unchecked(_sampling.Seed + (ulong)index) }, _session.Description.Outputs);
        sampler.Read(prompt);

        return sampler;
    }

    // All but the last token of every prompt, if anything is to follow.
    private void FeedBeginnings(Text[] texts, int[][] prompts, CancellationToken cancellation)
    {
        if (_count > 0)
        {
            _session.FeedBeginnings(prompts, cancellation);

            foreach (Text text in texts)
            {
                text.Fed = text.PromptLength - 1;
            }
        }
    }

    // The next token of every text that goes on.
    private int Collect(Text[] texts)
    {
        int rows = 0;

        foreach (Text text in texts)
        {
            if (!text.IsDone && text.Fed < _session.Description.MaxLength && text.Tokens.Count - text.PromptLength < _count)
            {
                _slots[rows] = text.Slot;
                _tokens[rows] = text.Tokens[text.Fed];
                text.Row = rows++;
            }
            else
            {
                text.IsDone = true;
            }
        }

        return rows;
    }

    private void Choose(Text[] texts)
    {
        _choosing.Clear();

        foreach (Text text in texts.Where(static text => !text.IsDone))
        {
            if (++text.Fed == text.Tokens.Count)
            {
                _choosing.Add(text);
            }
        }

        _session.ForRows(_choosing.Count, _choose);
    }

    private void Choose(int place)
    {
        Text text = _choosing[place];
        int token = text.Sampler.Next(_session.LogitsAt(text.Row));
        text.IsDone = token == _stopToken;

        if (!text.IsDone)
        {
            text.Tokens.Add(token);
        }
    }

    private sealed class Text(int[] prompt, int slot, Sampler sampler)
    {
        public int PromptLength => prompt.Length;

        public int Slot => slot;

        public Sampler Sampler => sampler;

        public List<int> Tokens { get; } = [.. prompt];

        public int Fed { get; set; }

        public int Row { get; set; }

        public bool IsDone { get; set; }

        public int[] Generated => [.. this.Tokens.Skip(prompt.Length)];
    }
}
