using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>Always takes the most likely subword. Reads a translation anew for each of its subwords, through the passes that training uses.</summary>
internal sealed class GreedySearch<TModel>(TModel model, Subwords subwords, Workers workers) : ISearch, IDisposable
    where TModel : TransformerModel, ITransformer<TModel>
{
    private const int SentencesAtOnce = 16;
    private readonly TrainingSession _session = model.StartTraining(workers);
    private readonly Batch _batch = new(TModel.Shape);
    private readonly float[] _logits = new float[SentencesAtOnce * TModel.Shape.TrainingLength * TModel.Shape.Outputs];

    /// <inheritdoc/>
    public int LongestSource => TModel.Shape.TrainingLength;

    /// <inheritdoc/>
    public IReadOnlyList<int[]> Translate(IReadOnlyList<int[]> sources) => [.. sources.Chunk(SentencesAtOnce).SelectMany(this.TranslateTogether)];

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private IEnumerable<int[]> TranslateTogether(int[][] sources)
    {
        List<int>[] targets = [.. sources.Select(_ => new List<int> { subwords.StartToken })];
        List<int> open = [.. Enumerable.Range(0, sources.Length)];

        while (open.Count > 0)
        {
            this.ComputeLogits(sources, targets, open);
            int[] next = [.. Enumerable.Range(0, open.Count).Select(this.MostLikely)];

            foreach ((int sentence, int token) in open.Zip(next))
            {
                targets[sentence].Add(token);
            }

            _ = open.RemoveAll(sentence => targets[sentence][^1] == subwords.EndToken || targets[sentence].Count == TModel.Shape.TrainingLength);
        }

        return targets.Select(target => target.Skip(1).TakeWhile(token => token != subwords.EndToken).ToArray());
    }

    private void ComputeLogits(int[][] sources, List<int>[] targets, List<int> open)
    {
        _batch.Clear();

        foreach (int sentence in open)
        {
            // Labels are for losses, which nobody asks for.
            _batch.Add(sources[sentence], [.. targets[sentence]], new int[targets[sentence].Count]);
        }

        _session.ComputeLogits(_batch, _logits);
    }

    private int MostLikely(int sequence)
    {
        int row = _batch.Target.Starts[sequence] + _batch.Target.Lengths[sequence] - 1;
        ReadOnlySpan<float> logits = _logits.AsSpan(row * TModel.Shape.Outputs, TModel.Shape.Outputs);
        int best = 0;

        for (int token = 1; token < logits.Length; token++)
        {
            best = logits[token] > logits[best] ? token : best;
        }

        return best;
    }
}
