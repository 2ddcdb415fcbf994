using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>
/// The first example of "The Annotated Transformer": an encoder-decoder learns to copy its source. Training and decoding are right
/// together or the copies are wrong.
/// </summary>
public sealed class CopyTaskTests(ITestOutputHelper output)
{
    // 20 epochs of 20 batches, as in the example; a narrower model takes a shorter warmup.
    private const int Steps = 400;

    private static readonly AdamW Optimizer = new()
    {
        LearningRate = LearningRate.Noam(CopyTask.Width, warmupSteps: 100, factor: 0.25), Beta2 = 0.98, Epsilon = 1e-9, WeightDecay = 0,
    };

    [Fact]
    public void Training_LearnsToCopy()
    {
        using Workers workers = new(1);
        using TransformerModel model = CopyTask.Model.Initialize(seed: 1);
        double untrained = this.Train(model, workers);
        using EncoderDecoderSession session = (EncoderDecoderSession)CopyTask.Model.StartDecoding(model, workers);

        CheckGreedy(session);
        CheckAll(session);
        Assert.InRange(untrained, 2, 4);
    }

    // The first loss.
    private double Train(TransformerModel model, Workers workers)
    {
        using Trainer trainer = CopyTask.Model.CreateTrainer(model, Optimizer, new TrainerOptions { Workers = workers, Seed = 1 });
        double first = 0;

        foreach (TrainingStep step in trainer.Run(new CopyBatches(seed: 1), Steps))
        {
            first = step.Step == 1 ? step.Loss : first;

            if (step.Step % 50 == 0)
            {
                output.WriteLine($"step {step.Step}: loss {step.Loss:0.0000}, {step.Elapsed.TotalMilliseconds:0.0} ms");
            }
        }

        double loss = trainer.Evaluate(new CopyBatches(seed: 100_000), limit: 2);
        output.WriteLine($"unseen: loss {loss:0.0000}");
        Assert.InRange(loss, 0, 0.1);

        return first;
    }

    // What the example decodes: 1 to 10, token by token.
    private static void CheckGreedy(EncoderDecoderSession session)
    {
        int[] digits = [.. Enumerable.Range(1, CopyBatches.Digits)];
        List<int> decoded = [CopyBatches.Start];
        session.Encode(digits);

        foreach (int token in session.Generate([CopyBatches.Start], Sampling.Greedy, CopyBatches.Digits, stopToken: CopyBatches.End))
        {
            decoded.Add(token);
        }

        Assert.Equal(digits, decoded);
    }

    // Those and other orders, in groups, greedily and with beams. No digit is there twice, as in the example: which of two equal digits is
    // the current one is what so small a model learns last.
    private static void CheckAll(EncoderDecoderSession session)
    {
        Random random = new(2);
        int[][] sources = [.. Enumerable.Range(0, 8).Select(static _ => Enumerable.Range(1, CopyBatches.Digits).ToArray())];

        foreach (int[] source in sources[1..])
        {
            random.Shuffle(source.AsSpan(1));
        }

        BeamSearch search = new() { EndToken = CopyBatches.End, Beams = 4, Hypotheses = 4 };
        IReadOnlyList<int[]> generated = session.GenerateAll(sources, CopyBatches.Start, Sampling.Greedy, CopyBatches.Digits, stopToken: CopyBatches.End);
        IReadOnlyList<IReadOnlyList<Hypothesis>> found = session.Search(sources, CopyBatches.Start, search);

        for (int source = 0; source < sources.Length; source++)
        {
            Assert.Equal(sources[source][1..], generated[source]);
            Assert.Equal(sources[source][1..], found[source][0].Tokens);
            Assert.InRange(found[source][0].LogProbability, -1, 0);
            Assert.All(found[source].Skip(1), hypothesis => Assert.True(hypothesis.Score < found[source][0].Score));
        }
    }
}
