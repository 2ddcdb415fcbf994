using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace Weft;

/// <summary>Beam search over groups of prompts; the unfinished hypotheses of a whole group are decoded in one pass.</summary>
internal sealed class BeamSearcher
{
    private readonly DecoderSession _session;
    private readonly BeamSearch _search;
    private readonly BeamCandidates _candidates;
    private readonly List<int> _slots = [];
    private readonly List<int> _tokens = [];
    private readonly List<int> _from = [];
    private readonly List<int> _to = [];

    public BeamSearcher(DecoderSession session, BeamSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        search.Validate(session);
        _session = session;
        _search = search;
        _candidates = new BeamCandidates(session, 2 * search.Beams);
    }

    public IReadOnlyList<IReadOnlyList<Hypothesis>> Run(IReadOnlyList<int[]> prompts, CancellationToken cancellation)
    {
        IReadOnlyList<Hypothesis>[] results = new IReadOnlyList<Hypothesis>[prompts.Count];

        foreach (int[] group in _session.Order(prompts).Chunk(_session.SequenceCapacity))
        {
            BeamSentence[] sentences = this.RunGroup(group, prompts, cancellation);

            for (int i = 0; i < group.Length; i++)
            {
                results[group[i]] = sentences[i].Results;
            }
        }

        return results;
    }

    private BeamSentence[] RunGroup(int[] group, IReadOnlyList<int[]> prompts, CancellationToken cancellation)
    {
        _session.StartGroup(group);
        _session.Reset();
        _session.FeedBeginnings([.. group.Select(prompt => prompts[prompt])], cancellation);
        BeamSentence[] sentences = [.. group.Select((prompt, i) =>
            new BeamSentence(_search, i * _session.BeamCapacity, prompts[prompt].Length, _session.Description.MaxLength))];

        for (int rows = this.FeedLastTokens(group, prompts); rows > 0; rows = this.FeedBeams(sentences))
        {
            cancellation.ThrowIfCancellationRequested();
            _candidates.Find(rows);
            this.Advance(sentences);
        }

        return sentences;
    }

    private int FeedLastTokens(int[] group, IReadOnlyList<int[]> prompts)
    {
        this.Clear();

        for (int i = 0; i < group.Length; i++)
        {
            this.Add(i * _session.BeamCapacity, prompts[group[i]][^1]);
        }

        return this.Feed();
    }

    private int FeedBeams(BeamSentence[] sentences)
    {
        this.Clear();

        foreach (Beam beam in sentences.SelectMany(static sentence => sentence.Beams))
        {
            this.Add(beam.Slot, beam.Token);
        }

        return this.Feed();
    }

    private void Advance(BeamSentence[] sentences)
    {
        int row = 0;
        _from.Clear();
        _to.Clear();

        foreach (BeamSentence sentence in sentences.Where(static sentence => !sentence.IsDone))
        {
            int rows = sentence.Beams.Count;
            sentence.Advance(_session, _candidates, row, _from, _to);
            row += rows;
        }

        _session.Copy(CollectionsMarshal.AsSpan(_from), CollectionsMarshal.AsSpan(_to));
    }

    private void Clear()
    {
        _slots.Clear();
        _tokens.Clear();
    }

    private void Add(int slot, int token)
    {
        _slots.Add(slot);
        _tokens.Add(token);
    }

    private int Feed()
    {
        if (_slots.Count > 0)
        {
            _session.Feed(CollectionsMarshal.AsSpan(_slots), CollectionsMarshal.AsSpan(_tokens));
        }

        return _slots.Count;
    }
}
