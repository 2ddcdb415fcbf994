using System;

namespace Weft;

/// <summary>
/// Chooses tokens from logits by <see cref="Sampling"/>, with buffers and random numbers of its own. Allocates nothing per token.
/// </summary>
public sealed class Sampler
{
    private const int FirstSorted = 128;
    private const int SortGrowth = 3;
    private readonly Sampling _sampling;
    private readonly int _outputs;
    private readonly LogitChanges? _changes;

    // Made when they are first needed: a sampler that waits, and one that takes the most likely token, have none.
    private double[] _weights = [];
    private ulong[] _ranking = [];
    private float[] _allowed = [];
    private PhiloxStream _random;

    /// <param name="sampling">How to choose.</param>
    /// <param name="outputs">Logits of every call.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Sampler(Sampling sampling, int outputs)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        sampling.Validate();
        _sampling = sampling;
        _outputs = outputs;
        _changes = sampling.ChangesLogits ? new LogitChanges(sampling, outputs) : null;
        _random = new PhiloxStream(sampling.Seed, PhiloxPurpose.Sampling);
    }

    /// <summary>Takes the prompt, whose tokens <see cref="Sampling.RepetitionPenalty"/> is about as well.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is none of the outputs.</exception>
    public void Read(ReadOnlySpan<int> prompt)
    {
        foreach (int token in prompt)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)_outputs, nameof(prompt));
        }

        _changes?.Read(prompt);
    }

    /// <summary>
    /// Chooses a token, which is the text's next one to penalties. Of equally likely ones, those with the smaller id come first.
    /// </summary>
    /// <exception cref="ArgumentException">There are more or fewer logits than outputs.</exception>
    /// <exception cref="InvalidOperationException">A logit is NaN, or none is finite.</exception>
    public int Next(ReadOnlySpan<float> logits) => this.Next(logits, allowed: []);

    /// <summary>Chooses one of some tokens.</summary>
    /// <param name="logits">As many as there are outputs.</param>
    /// <param name="allowed">A bit for each token that may be chosen, 64 to a word; empty for all.</param>
    /// <exception cref="InvalidOperationException">A logit of theirs is NaN, or none is finite.</exception>
    internal int Next(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> allowed)
    {
        if (logits.Length != _outputs)
        {
            throw new ArgumentException($"The sampler is for {_outputs} logits; {logits.Length} were given.", nameof(logits));
        }

        ReadOnlySpan<float> changed = _changes is null ? logits : _changes.Apply(logits);
        int token = this.Choose(allowed.IsEmpty ? changed : this.Restrict(changed, allowed));
        _changes?.Add(token);

        return token;
    }

    private float[] Restrict(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> allowed)
    {
        _allowed = _allowed.Length == 0 ? new float[_outputs] : _allowed;

        for (int token = 0; token < _allowed.Length; token++)
        {
            _allowed[token] = (allowed[token / 64] >> (token % 64) & 1) != 0 ? logits[token] : float.NegativeInfinity;
        }

        return _allowed;
    }

    /// <summary>A sampler with the same settings, which <see cref="Follow"/> brings to where this one is.</summary>
    internal Sampler CreateTwin() => new(_sampling, _outputs);

    /// <summary>Chooses from now on as its twin would: with the same random numbers, behind the same tokens.</summary>
    internal void Follow(Sampler twin)
    {
        _random = twin._random;
        _changes?.Follow(twin._changes!);
    }

    private int Choose(ReadOnlySpan<float> logits)
    {
        int best = LogitKernel.FindBest(logits);

        if (_sampling.Temperature == 0)
        {
            return best;
        }

        double total = this.Weigh(logits, logits[best]);
        bool limitsCount = _sampling.TopK > 0 && _sampling.TopK < logits.Length;

        return limitsCount || _sampling.TopP < 1 || _sampling.MinP > 0 ? this.DrawRanked(total, limitsCount) : this.Draw(total);
    }

    // exp((logit - largest) / temperature): the probabilities up to a common factor.
    private double Weigh(ReadOnlySpan<float> logits, float largest)
    {
        _weights = _weights.Length == 0 ? new double[_outputs] : _weights;

        return LogitKernel.Weigh(logits, largest, _sampling.Temperature, _weights);
    }

    private int Draw(double total)
    {
        double left = _random.NextUnit() * total;
        int last = 0;

        for (int token = 0; token < _weights.Length; token++)
        {
            if (_weights[token] > 0)
            {
                last = token;
                left -= _weights[token];

                if (left < 0)
                {
                    break;
                }
            }
        }

        return last;
    }

    private int DrawRanked(double total, bool limitsCount)
    {
        int count = this.FindCandidates(total, limitsCount);
        int sorted = 0;
        double kept = 0;
        int limit = 0;

        if (limitsCount)
        {
            sorted = this.SortNext(sorted, count, most: count);
            total = this.SumRanked(count);
        }

        while (limit < count && (limit == 0 || kept < _sampling.TopP * total))
        {
            sorted = limit < sorted ? sorted : this.SortNext(sorted, count, Math.Max(FirstSorted, SortGrowth * sorted));
            double weight = this.RankedWeight(limit);

            if (limit > 0 && weight < _sampling.MinP)
            {
                break;
            }

            kept += weight;
            limit++;
        }

        double left = _random.NextUnit() * kept;
        int place = 0;

        for (; place < limit - 1; place++)
        {
            left -= this.RankedWeight(place);

            if (left < 0)
            {
                break;
            }
        }

        return Token(_ranking[place]);
    }

    /// <summary>
    /// Gathers the candidates and returns their number. A weight is at most 1, so its bits as a single sort like the weight; their
    /// complement over the token's id sorts by falling weight, then by rising id. Without a limit of their number, tokens below
    /// (1 - top-p) / outputs of the total are left out, all of them together are too few to be needed; and so are those below min-p, of
    /// the weight 1 that the most likely one has.
    /// </summary>
    private int FindCandidates(double total, bool limitsCount)
    {
        double threshold = limitsCount ? 0 : Math.Max((1 - (double)_sampling.TopP) / _weights.Length * total, _sampling.MinP);
        int count = 0;
        _ranking = _ranking.Length == 0 ? new ulong[_outputs] : _ranking;

        for (int token = 0; token < _weights.Length; token++)
        {
            if (_weights[token] >= threshold)
            {
                uint bits = ~BitConverter.SingleToUInt32Bits((float)_weights[token]);
                _ranking[count++] = ((ulong)bits << 32) | (uint)token;
            }
        }

        return limitsCount ? this.Keep(count) : count;
    }

    private int Keep(int count)
    {
        Selection.MoveSmallest(_ranking.AsSpan(0, count), _sampling.TopK);

        return _sampling.TopK;
    }

    // Sorts some more of the candidates behind those that are, the most likely ones first: top-p seldom needs more than a few of them.
    private int SortNext(int sorted, int count, int most)
    {
        Span<ulong> rest = _ranking.AsSpan(sorted, count - sorted);

        if (most < rest.Length)
        {
            Selection.MoveSmallest(rest, most);
            rest = rest[..most];
        }

        rest.Sort();

        return sorted + rest.Length;
    }

    private double SumRanked(int count)
    {
        double sum = 0;

        for (int place = 0; place < count; place++)
        {
            sum += this.RankedWeight(place);
        }

        return sum;
    }

    private double RankedWeight(int place) => _weights[Token(_ranking[place])];

    private static int Token(ulong ranked) => (int)(uint)ranked;
}
