using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Runtime.Tests;

/// <summary>Beam search and exhaustive search over <see cref="Bigram"/> as a textbook has them: in double, with lists of tokens and whole sorts.</summary>
internal sealed class BeamReference
{
    private readonly double[][] _logProbabilities;

    /// <param name="model">Its logits are taken from a session and normalized here.</param>
    public BeamReference(Bigram model)
    {
        using Workers workers = new(1);
        using BigramInference session = model.StartInference(workers);
        _logProbabilities = new double[Bigram.Vocabulary][];

        for (int token = 0; token < Bigram.Vocabulary; token++)
        {
            session.Reset();
            double[] logits = Array.ConvertAll(session.Feed(token).ToArray(), static logit => (double)logit);
            double normalizer = Math.Log(logits.Sum(Math.Exp));
            _logProbabilities[token] = Array.ConvertAll(logits, logit => logit - normalizer);
        }
    }

    /// <summary>The log-probability of tokens after a prompt.</summary>
    public double LogProbability(IEnumerable<int> prompt, IEnumerable<int> tokens)
    {
        double sum = 0;
        int last = prompt.Last();

        foreach (int token in tokens)
        {
            sum += _logProbabilities[last][token];
            last = token;
        }

        return sum;
    }

    /// <summary>Every hypothesis of at most so many tokens, the end token included; the best first.</summary>
    public Hypothesis[] Enumerate(int[] prompt, int maximumLength, int endToken, double penalty)
    {
        List<Hypothesis> all = [];
        ImmutableArray<int>[] unfinished = [[]];

        for (int length = 1; length <= maximumLength; length++)
        {
            all.AddRange(unfinished.Select(tokens => this.Finish(prompt, tokens, endToken, penalty)));
            unfinished = [.. unfinished.SelectMany(tokens => Others(endToken).Select(tokens.Add))];
        }

        return [.. all.OrderByDescending(static hypothesis => hypothesis.Score)];
    }

    /// <summary>
    /// Beam search. Of the 2 x beams likeliest candidates, the first beams may end hypotheses and the first beams that do not end go on.
    /// A search that does not stop early looks at every length.
    /// </summary>
    public Hypothesis[] Search(int[] prompt, BeamSearch search)
    {
        int room = Bigram.MaxLength - prompt.Length + 1;
        int maximumLength = search.MaximumLength == 0 ? room : Math.Min(room, search.MaximumLength);
        List<Hypothesis> finished = [];
        ImmutableArray<int>[] beams = [[]];

        // Where hypotheses may end with any token, there is a last step, and all of its likeliest candidates are hypotheses.
        int reached = 0;
        bool endsWithAny = search.AtMaximumLength == BeamLimit.AnyToken;

        for (int length = 1; length <= (endsWithAny ? maximumLength : maximumLength - 1) && !(search.StopsEarly && finished.Count >= search.Beams); length++)
        {
            ImmutableArray<int>[] candidates = [.. beams
                .SelectMany(static beam => Enumerable.Range(0, Bigram.Vocabulary).Select(beam.Add))
                .OrderByDescending(tokens => this.LogProbability(prompt, tokens))
                .Take(2 * search.Beams)];
            finished.AddRange(candidates
                .Take(search.Beams)
                .Where(tokens => tokens[^1] == search.EndToken)
                .Select(tokens => this.Finish(prompt, tokens.RemoveAt(length - 1), search.EndToken, search.LengthPenalty)));
            IEnumerable<ImmutableArray<int>> unfinished = length == maximumLength ? candidates.Take(search.Beams) : candidates;
            beams = [.. unfinished.Where(tokens => tokens[^1] != search.EndToken).Take(search.Beams)];
            reached = length;
        }

        if (!search.StopsEarly || finished.Count < search.Beams || (endsWithAny && reached == maximumLength))
        {
            finished.AddRange(beams.Select(tokens => this.FinishAtLimit(prompt, tokens, maximumLength, search)));
        }

        return [.. finished.OrderByDescending(static hypothesis => hypothesis.Score).Take(search.Hypotheses)];
    }

    private static IEnumerable<int> Others(int endToken) => Enumerable.Range(0, Bigram.Vocabulary).Where(token => token != endToken);

    private Hypothesis FinishAtLimit(int[] prompt, ImmutableArray<int> tokens, int maximumLength, BeamSearch search)
    {
        double logProbability = this.LogProbability(prompt, tokens);

        return search.AtMaximumLength == BeamLimit.EndToken
            ? this.Finish(prompt, tokens, search.EndToken, search.LengthPenalty)
            : new Hypothesis(tokens, logProbability, logProbability / Math.Pow(maximumLength, search.LengthPenalty));
    }

    private Hypothesis Finish(int[] prompt, ImmutableArray<int> tokens, int endToken, double penalty)
    {
        double logProbability = this.LogProbability(prompt, tokens.Add(endToken));

        return new Hypothesis(tokens, logProbability, logProbability / Math.Pow(tokens.Length + 1, penalty));
    }
}
