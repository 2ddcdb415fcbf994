using System;

namespace Weft.Tool.Evaluating;

/// <summary>The distribution that logits stand for, in double.</summary>
internal sealed class LogitsDistribution
{
    private readonly double[] _logProbabilities;

    /// <summary>Reserves it.</summary>
    /// <param name="outputs">Tokens of the vocabulary.</param>
    public LogitsDistribution(int outputs) => _logProbabilities = new double[outputs];

    /// <summary>The likeliest token; of several the first.</summary>
    public int Likeliest { get; private set; }

    /// <summary>ln of a token's probability.</summary>
    public double this[int token] => _logProbabilities[token];

    /// <summary>Takes the distribution of a row of logits.</summary>
    public void Read(ReadOnlySpan<float> logits)
    {
        this.Likeliest = 0;

        for (int token = 1; token < logits.Length; token++)
        {
            this.Likeliest = logits[token] > logits[this.Likeliest] ? token : this.Likeliest;
        }

        double greatest = logits[this.Likeliest];
        double sum = 0;

        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - greatest);
        }

        double whole = greatest + Math.Log(sum);

        for (int token = 0; token < logits.Length; token++)
        {
            _logProbabilities[token] = logits[token] - whole;
        }
    }

    /// <summary>The Kullback-Leibler divergence of another distribution from this one, in nats, 0 or more.</summary>
    public double DivergenceOf(LogitsDistribution other)
    {
        double sum = 0;

        for (int token = 0; token < _logProbabilities.Length; token++)
        {
            sum += Math.Exp(_logProbabilities[token]) * (_logProbabilities[token] - other._logProbabilities[token]);
        }

        return Math.Max(sum, 0);
    }
}
