using System;
using System.Linq;
using System.Threading;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>Perplexity is that of the labels, without the label smoothing that the models have.</summary>
public sealed class HeldOutTextTests : IDisposable
{
    private const int Start = 1;
    private const int End = 2;
    private readonly Workers _workers = new(1);

    public void Dispose() => _workers.Dispose();

    [Fact]
    public void Measure_ModelThatKnowsNothing_HasTheSizeOfItsVocabulary()
    {
        using Tatoeba model = Tatoeba.CreateEmpty();
        using TrainingSession session = model.StartTraining(_workers);
        Perplexity perplexity = new HeldOutText(Pairs(40), Tatoeba.Shape).Measure(session, CancellationToken.None);

        Assert.Equal(Tatoeba.Shape.Outputs, perplexity.Value, tolerance: 0.01);
        Assert.Equal(40 * 21, perplexity.Tokens);
    }

    // Some 800 rows are two batches; log softmax of each, written out in double.
    [Fact]
    public void Measure_SeveralBatches_IsTheMeanOverAllLabels()
    {
        using Tatoeba model = Tatoeba.Initialize(seed: 1);
        using TrainingSession session = model.StartTraining(_workers);
        HeldOutText text = new(Pairs(40), Tatoeba.Shape);
        double expected = Enumerable.Range(0, 40).Average(pair => MeanLoss(session, pair));

        Assert.Equal(expected, text.Measure(session, CancellationToken.None).MeanLoss, tolerance: 1e-5);
        Assert.Equal(expected, text.Measure(session, CancellationToken.None).MeanLoss, tolerance: 1e-5);
    }

    [Fact]
    public void Measure_Cancelled_Stops()
    {
        using Tatoeba model = Tatoeba.CreateEmpty();
        using TrainingSession session = model.StartTraining(_workers);

        Assert.Throws<OperationCanceledException>(() => new HeldOutText(Pairs(1), Tatoeba.Shape).Measure(session, new CancellationToken(canceled: true)));
    }

    private static double MeanLoss(TrainingSession session, int pair)
    {
        Batch batch = new(Tatoeba.Shape);
        batch.Add([.. Source(pair), End], [Start, .. Target(pair)], [.. Target(pair), End]);
        float[] logits = new float[batch.OutputRows * Tatoeba.Shape.Outputs];
        session.ComputeLogits(batch, logits);

        return logits.Chunk(Tatoeba.Shape.Outputs).Zip(batch.Labels.ToArray()).Average(static row => Math.Log(row.First.Sum(static logit => Math.Exp(logit))) - row.First[row.Second]);
    }

    private static SentencePairs Pairs(int count) => new(
        [.. Enumerable.Range(0, count).Select(Source)], [.. Enumerable.Range(0, count).Select(Target)], Start, End, Tatoeba.Shape.TrainingLength);

    private static int[] Source(int pair) => [.. Enumerable.Range(0, 5).Select(position => 4 + (((pair * 7) + position) % 2990))];

    private static int[] Target(int pair) => [.. Enumerable.Range(0, 20).Select(position => 4 + (((pair * 31) + (position * 101)) % 2990))];
}
