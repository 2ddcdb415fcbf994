using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Stress.Searching;

/// <summary>The scores that a search finds, by the definition and from a table of all continuations.</summary>
/// <param name="settings">How to search.</param>
/// <param name="table">The continuations.</param>
/// <param name="longest">The most tokens of a hypothesis, the end token included.</param>
internal sealed class SearchReference(BeamSearch settings, ContinuationTable table, int longest)
{
    private readonly List<double> _finished = [];

    /// <summary>Whether no beam is ever lost, so that what is found is the best of all hypotheses.</summary>
    /// <param name="vocabulary">Tokens there are.</param>
    public bool FindsAll(int vocabulary) => !settings.StopsEarly && settings.Beams >= Math.Pow(vocabulary, longest - 1);

    /// <summary>The scores of all hypotheses there are, the best first, as many as are asked for.</summary>
    public double[] ScoresOfAll()
    {
        IEnumerable<double> ended = Enumerable.Range(0, longest - 1).SelectMany(this.Unfinished)
            .Select(tokens => this.Score(table.Of(tokens) + table.After(tokens)[settings.EndToken], tokens.Length + 1));
        IEnumerable<double> last = this.Unfinished(longest - 1).SelectMany(tokens => this.LastOf(table.Of(tokens), table.After(tokens)));

        return [.. ended.Concat(last).OrderDescending().Take(settings.Hypotheses)];
    }

    /// <summary>The scores that beams find, the best first, as many as are asked for.</summary>
    public double[] ScoresOfBeams()
    {
        List<(int[] Tokens, double LogProbability)> beams = [([], 0)];
        _finished.Clear();

        for (int length = 1; length <= longest && beams.Count > 0; length++)
        {
            beams = length < longest ? this.Advance(beams, length) : this.FinishAll(beams);
            _finished.Sort(static (left, right) => right.CompareTo(left));

            if (this.IsOver(beams, length))
            {
                break;
            }
        }

        return [.. _finished.Take(settings.Hypotheses)];
    }

    // Of the likeliest candidates, twice as many as beams, the first that go on; those among the first half that end are finished.
    private List<(int[] Tokens, double LogProbability)> Advance(List<(int[] Tokens, double LogProbability)> beams, int length)
    {
        List<(int[] Tokens, double LogProbability)> next = [];
        int place = 0;

        foreach ((int[] tokens, int token, double sum) in this.Candidates(beams).Take(2 * settings.Beams).TakeWhile(_ => next.Count < settings.Beams))
        {
            if (token != settings.EndToken)
            {
                next.Add(([.. tokens, token], sum));
            }
            else if (place < settings.Beams)
            {
                _finished.Add(this.Score(sum, length));
            }

            place++;
        }

        return next;
    }

    private List<(int[] Tokens, double LogProbability)> FinishAll(List<(int[] Tokens, double LogProbability)> beams)
    {
        _finished.AddRange(settings.AtMaximumLength == BeamLimit.AnyToken
            ? this.Candidates(beams).Take(settings.Beams).Select(candidate => this.Score(candidate.Sum, longest))
            : beams.SelectMany(beam => this.LastOf(beam.LogProbability, table.After(beam.Tokens))));

        return [];
    }

    private IEnumerable<(int[] Tokens, int Token, double Sum)> Candidates(List<(int[] Tokens, double LogProbability)> beams) =>
        beams.SelectMany(beam => table.After(beam.Tokens).Select((value, token) => (beam.Tokens, token, beam.LogProbability + value)))
            .OrderByDescending(static candidate => candidate.Item3);

    private bool IsOver(List<(int[] Tokens, double LogProbability)> beams, int length)
    {
        if (settings.StopsEarly)
        {
            return _finished.Count >= settings.Beams;
        }

        // More tokens never make a hypothesis likelier: the best that is still possible has the length that the penalty favours.
        return beams.Count > 0 && _finished.Count >= settings.Hypotheses
            && Enumerable.Range(length + 1, longest - length).Max(other => this.Score(beams[0].LogProbability, other)) <= _finished[settings.Hypotheses - 1];
    }

    private IEnumerable<int[]> Unfinished(int length) => table.All(length).Where(tokens => !tokens.Contains(settings.EndToken));

    private IEnumerable<double> LastOf(double sum, double[] next) => settings.AtMaximumLength switch
    {
        BeamLimit.EndToken => [this.Score(sum + next[settings.EndToken], longest)],
        BeamLimit.ForcedEndToken => [this.Score(sum, longest)],
        _ => next.Select(value => this.Score(sum + value, longest)),
    };

    private double Score(double logProbability, int length) => logProbability / Math.Pow(length, settings.LengthPenalty);
}
