using System;
using System.Threading;

namespace Weft.Samples;

/// <summary>Measures perplexity: the likelihood of the labels alone, whatever label smoothing the training loss has.</summary>
internal sealed class HeldOutText
{
    // Logits of so many rows are held at once: 20 MB with 10,000 subwords.
    private const int BatchRows = 512;

    private readonly ConsecutivePairs _batches;
    private readonly Batch _batch;
    private readonly float[] _logits;
    private readonly int _outputs;

    /// <summary>Measures over all of <paramref name="pairs"/>.</summary>
    public HeldOutText(SentencePairs pairs, ModelDescription model)
    {
        int rows = Math.Min(BatchRows, model.TrainingTokens);
        _batches = new ConsecutivePairs(pairs, rows, model.TrainingSequences);
        _batch = new Batch(model);
        _outputs = model.Outputs;
        _logits = new float[rows * _outputs];
    }

    /// <summary>The perplexity of every label, end tokens included.</summary>
    public Perplexity Measure(TrainingSession session, CancellationToken cancellation)
    {
        Perplexity perplexity = new();
        _batches.Restart();
        _batch.Clear();

        for (; _batches.Fill(_batch); _batch.Clear())
        {
            cancellation.ThrowIfCancellationRequested();
            session.ComputeLogits(_batch, _logits);
            perplexity.Add(this.SumLosses() / _batch.OutputRows, _batch.OutputRows);
        }

        return perplexity;
    }

    private double SumLosses()
    {
        double sum = 0;

        for (int row = 0; row < _batch.OutputRows; row++)
        {
            ReadOnlySpan<float> logits = _logits.AsSpan(row * _outputs, _outputs);
            sum += LogSumExp(logits) - logits[_batch.Labels[row]];
        }

        return sum;
    }

    private static double LogSumExp(ReadOnlySpan<float> logits)
    {
        float maximum = float.NegativeInfinity;
        double sum = 0;

        foreach (float logit in logits)
        {
            maximum = Math.Max(maximum, logit);
        }

        foreach (float logit in logits)
        {
            sum += MathF.Exp(logit - maximum);
        }

        return maximum + Math.Log(sum);
    }
}
