using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Weft;

/// <summary>The beams of one prompt and what they have found.</summary>
internal sealed class BeamSentence
{
    private readonly BeamSearch _search;
    private readonly int _firstSlot;
    private readonly int _promptLength;
    private readonly int _maximumLength;
    private readonly List<Beam> _beams = [];
    private readonly List<Beam> _children = [];
    private readonly List<Hypothesis> _finished = [];

    /// <param name="search">How to search.</param>
    /// <param name="firstSlot">The slot of the first beam, in which the prompt is.</param>
    /// <param name="promptLength">Tokens of the prompt.</param>
    /// <param name="positions">Positions of the model.</param>
    public BeamSentence(BeamSearch search, int firstSlot, int promptLength, int positions)
    {
        _search = search;
        _firstSlot = firstSlot;
        _promptLength = promptLength;

        // The last token of a hypothesis is never fed.
        int room = positions - promptLength + 1;
        _maximumLength = search.MaximumLength == 0 ? room : Math.Min(room, search.MaximumLength);
        _beams.Add(new Beam(firstSlot, -1, 0));
    }

    /// <summary>The beams that go on.</summary>
    public IReadOnlyList<Beam> Beams => _beams;

    /// <summary>Whether the search is over.</summary>
    public bool IsDone => _beams.Count == 0;

    /// <summary>What was found, the best first.</summary>
    public IReadOnlyList<Hypothesis> Results => _finished.GetRange(0, Math.Min(_search.Hypotheses, _finished.Count));

    /// <summary>Takes one step: the beams' candidates become the next beams or finished hypotheses.</summary>
    /// <param name="session">Knows the tokens so far.</param>
    /// <param name="candidates">The candidates of the pass.</param>
    /// <param name="row">The row of the first beam.</param>
    /// <param name="from">Receives slots that are to be copied.</param>
    /// <param name="to">Receives the slots that they are copied to.</param>
    public void Advance(DecoderSession session, BeamCandidates candidates, int row, List<int> from, List<int> to)
    {
        int length = session.TokensOf(_beams[0].Slot).Length - _promptLength + 1;
        _children.Clear();

        if (length < _maximumLength)
        {
            // Twice as many as beams, so that even if all of a beam's number end, as many go on.
            this.Choose(session, candidates, row, length, 2 * _search.Beams);
        }
        else if (_search.AtMaximumLength == BeamLimit.AnyToken)
        {
            this.Choose(session, candidates, row, length, _search.Beams);
            this.FinishChildren(session, length);
        }
        else
        {
            this.FinishBeams(session, candidates, row, length);
        }

        _finished.Sort(static (left, right) => right.Score.CompareTo(left.Score));

        if (this.IsOver(length))
        {
            _children.Clear();
        }

        this.AssignSlots(from, to);
    }

    // So many of the likeliest candidates of all beams in order, as fairseq walks through them.
    private void Choose(DecoderSession session, BeamCandidates candidates, int row, int length, int places)
    {
        Span<int> ranks = stackalloc int[_beams.Count];
        ranks.Clear();

        for (int place = 0; place < places && _children.Count < _search.Beams; place++)
        {
            int best = -1;
            double bestLogProbability = double.NegativeInfinity;

            for (int beam = 0; beam < _beams.Count; beam++)
            {
                if (ranks[beam] < candidates.Count)
                {
                    double logProbability = _beams[beam].LogProbability + candidates.LogProbability(row + beam, ranks[beam]);

                    if (logProbability > bestLogProbability)
                    {
                        (best, bestLogProbability) = (beam, logProbability);
                    }
                }
            }

            if (best < 0)
            {
                return;
            }

            int token = candidates.Token(row + best, ranks[best]++);

            if (token != _search.EndToken)
            {
                _children.Add(new Beam(_beams[best].Slot, token, bestLogProbability));
            }
            else if (place < _search.Beams)
            {
                this.Finish(session, _beams[best], bestLogProbability, length);
            }
        }
    }

    private void FinishBeams(DecoderSession session, BeamCandidates candidates, int row, int length)
    {
        bool isForced = _search.AtMaximumLength == BeamLimit.ForcedEndToken;

        for (int beam = 0; beam < _beams.Count; beam++)
        {
            double end = isForced ? 0 : candidates.LogProbabilityOf(row + beam, _search.EndToken);
            this.Finish(session, _beams[beam], _beams[beam].LogProbability + end, length);
        }
    }

    // Their last tokens are in no slot: nothing follows them.
    private void FinishChildren(DecoderSession session, int length)
    {
        foreach (Beam child in _children)
        {
            ImmutableArray<int> tokens = [.. session.TokensOf(child.Slot)[_promptLength..], child.Token];
            _finished.Add(new Hypothesis(tokens, child.LogProbability, this.Score(child.LogProbability, length)));
        }

        _children.Clear();
    }

    private void Finish(DecoderSession session, Beam beam, double logProbability, int length) => _finished.Add(new Hypothesis(
        [.. session.TokensOf(beam.Slot)[_promptLength..]], logProbability, this.Score(logProbability, length)));

    private double Score(double logProbability, int length) => logProbability / Math.Pow(length, _search.LengthPenalty);

    private bool IsOver(int length)
    {
        if (_search.StopsEarly)
        {
            return _finished.Count >= _search.Beams;
        }

        if (_finished.Count < _search.Hypotheses || _children.Count == 0)
        {
            return false;
        }

        // More tokens only lower the probability; the score of what is left is best at the length that the penalty favours.
        int favoured = _search.LengthPenalty > 0 ? _maximumLength : length + 1;

        return this.Score(_children[0].LogProbability, favoured) <= _finished[_search.Hypotheses - 1].Score;
    }

    // A beam's first child stays in its slot, further ones get slots whose beams ended: what is copied is never overwritten.
    private void AssignSlots(List<int> from, List<int> to)
    {
        Span<bool> isTaken = stackalloc bool[_search.Beams];
        isTaken.Clear();
        Span<bool> stays = stackalloc bool[_children.Count];

        for (int child = 0; child < _children.Count; child++)
        {
            ref bool taken = ref isTaken[_children[child].Slot - _firstSlot];
            stays[child] = !taken;
            taken = true;
        }

        _beams.Clear();
        int free = 0;

        for (int child = 0; child < _children.Count; child++)
        {
            Beam beam = _children[child];

            if (!stays[child])
            {
                while (isTaken[free])
                {
                    free++;
                }

                from.Add(beam.Slot);
                to.Add(_firstSlot + free);
                beam = beam with { Slot = _firstSlot + free++ };
            }

            _beams.Add(beam);
        }
    }
}

/// <summary>An unfinished hypothesis.</summary>
/// <param name="Slot">The slot that holds its tokens but the last.</param>
/// <param name="Token">Its last token, to be decoded next.</param>
/// <param name="LogProbability">Of its tokens after the prompt.</param>
internal readonly record struct Beam(int Slot, int Token, double LogProbability);
