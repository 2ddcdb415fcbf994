using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft;

/// <summary>What <see cref="Sampling"/> adds to logits and takes off them, by the tokens that a prompt and its text have so far.</summary>
internal sealed class LogitChanges
{
    private readonly Sampling _sampling;
    private readonly KeyValuePair<int, float>[] _bias;
    private readonly float[] _logits;
    private readonly int[] _counts;
    private readonly bool[] _isSeen;

    /// <param name="sampling">The settings, valid ones.</param>
    /// <param name="outputs">Logits of every call.</param>
    /// <exception cref="ArgumentException">A bias is for no token, or not finite.</exception>
    public LogitChanges(Sampling sampling, int outputs)
    {
        _sampling = sampling;
        _bias = [.. sampling.LogitBias];
        _logits = new float[outputs];
        _counts = new int[outputs];
        _isSeen = new bool[outputs];

        foreach ((int token, float bias) in _bias.Where(item => (uint)item.Key >= (uint)outputs || !float.IsFinite(item.Value)))
        {
            throw new ArgumentException(
                $"Sampling: LogitBias has {bias} for token {token}; it must be finite, and tokens are 0 to {outputs - 1}.");
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
        logits.CopyTo(_logits);

        foreach ((int token, float bias) in _bias)
        {
            _logits[token] += bias;
        }

        for (int token = 0; token < _logits.Length; token++)
        {
            if (_isSeen[token])
            {
                _logits[token] = this.Penalize(_logits[token], _counts[token]);
            }
        }

        return _logits;
    }

    private float Penalize(float logit, int count)
    {
        float repeated = logit > 0 ? logit / _sampling.RepetitionPenalty : logit * _sampling.RepetitionPenalty;

        return repeated - (count > 0 ? _sampling.PresencePenalty : 0) - (count * _sampling.FrequencyPenalty);
    }
}
