using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>What <see cref="Sampling"/> adds to logits and takes off them, by the tokens that a prompt and its text have so far.</summary>
internal sealed class LogitChanges
{
    private readonly Sampling _sampling;
    private readonly float[] _bias;
    private readonly float[] _logits;
    private readonly int[] _counts;
    private readonly bool[] _isSeen;

    /// <param name="sampling">The settings, valid ones.</param>
    /// <param name="outputs">Logits of every call.</param>
    /// <exception cref="ArgumentException">A bias is for no token, or not finite.</exception>
    public LogitChanges(Sampling sampling, int outputs)
    {
        _sampling = sampling;
        _bias = new float[outputs];
        _logits = new float[outputs];
        _counts = new int[outputs];
        _isSeen = new bool[outputs];

        if (sampling.LogitBias is IReadOnlyDictionary<int, float> biases)
        {
            this.SetBias(biases);
        }
    }

    /// <summary>Takes tokens of the prompt.</summary>
    public void Read(ReadOnlySpan<int> prompt)
    {
        foreach (int token in prompt)
        {
            _isSeen[token] = true;
        }
    }

    /// <summary>Takes a token of the text.</summary>
    public void Add(int token)
    {
        _isSeen[token] = true;
        _counts[token]++;
    }

    /// <summary>The changed logits; overwritten by the next call.</summary>
    public ReadOnlySpan<float> Apply(ReadOnlySpan<float> logits)
    {
        for (int token = 0; token < _logits.Length; token++)
        {
            float logit = logits[token] + _bias[token];
            _logits[token] = _isSeen[token] ? this.Penalize(logit, _counts[token]) : logit;
        }

        return _logits;
    }

    /// <summary>Takes the tokens that another one has.</summary>
    public void Follow(LogitChanges other)
    {
        other._counts.CopyTo(_counts, 0);
        other._isSeen.CopyTo(_isSeen, 0);
    }

    private void SetBias(IReadOnlyDictionary<int, float> biases)
    {
        foreach ((int token, float bias) in biases)
        {
            if ((uint)token >= (uint)_bias.Length || !float.IsFinite(bias))
            {
                throw new ArgumentException(
                    $"Sampling: LogitBias has {bias} for token {token}; it must be finite, and tokens are 0 to {_bias.Length - 1}.");
            }

            _bias[token] = bias;
        }
    }

    private float Penalize(float logit, int count)
    {
        float repeated = logit > 0 ? logit / _sampling.RepetitionPenalty : logit * _sampling.RepetitionPenalty;

        return repeated - (count > 0 ? _sampling.PresencePenalty : 0) - (count * _sampling.FrequencyPenalty);
    }
}
