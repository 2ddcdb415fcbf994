using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>The same seed gives the same bits on any number of threads.</summary>
public sealed class SameBitsTests
{
    private static readonly AdamW Optimizer = new() { ClipNorm = 1, WeightDecay = 0.1, ExcludeFromDecay = ["*.bias"] };

    public static TheoryData<string, string> Models => CompiledModels.WithSets("PostDropout", "Alibi", "Paper", "LongWindow", "DeepTied", "LongRecurrent");

    [Theory]
    [MemberData(nameof(Models))]
    public void Passes_OnAnyNumberOfThreads_GiveTheSameBits(string name, string set)
    {
        List<string> expected = RunPasses(name, set, threads: 1);

        Assert.Equal(expected, RunPasses(name, set, threads: 2));
        Assert.Equal(expected, RunPasses(name, set, threads: 3));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Steps_OnAnyNumberOfThreads_GiveTheSameBits(string name, string set)
    {
        List<string> expected = RunSteps(name, set, threads: 1);

        Assert.Equal(expected, RunSteps(name, set, threads: 2));
        Assert.Equal(expected, RunSteps(name, set, threads: 3));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Tokens_OnAnyNumberOfThreads_GiveTheSameBits(string name, string set)
    {
        List<string> expected = RunTokens(name, set, threads: 1);

        Assert.Equal(expected, RunTokens(name, set, threads: 2));
        Assert.Equal(expected, RunTokens(name, set, threads: 5));
    }

    private static List<string> RunPasses(string name, string set, int threads)
    {
        GeneratedModel generated = CompiledModels.Find(name, set);
        ReferenceBatches batches = ReferenceBatches.Of(name);
        using TransformerModel model = generated.Initialize(seed: 5);
        using Workers workers = new(threads);
        using TrainingSession session = generated.StartTraining(model, workers);
        List<string> bits = [Text(session.Evaluate(batches.Full.ToBatch(generated.Shape)).Sum)];
        bits.Add(Text(session.Accumulate(batches.Some.ToBatch(generated.Shape), first: true, dropoutSeed: 9, dropoutStep: 1).Sum));
        bits.AddRange(ModelBits.OfGradients(session));
        bits.Add(Text(session.Accumulate(batches.Full.ToBatch(generated.Shape), first: false, dropoutSeed: 9, dropoutStep: 2).Sum));
        bits.AddRange(ModelBits.OfGradients(session));

        return bits;
    }

    private static List<string> RunSteps(string name, string set, int threads)
    {
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = generated.Initialize(seed: 5);
        using Trainer trainer = generated.CreateTrainer(model, Optimizer, new TrainerOptions { Threads = threads, Seed = 3 });
        List<string> bits = [];

        foreach (TrainingStep step in trainer.Run(new AlternatingBatches(ReferenceBatches.Of(name)), steps: 3))
        {
            bits.Add($"{Text(step.Loss)} {Text(step.GradientNorm)}");
        }

        bits.AddRange(ModelBits.OfParameters(model));

        return bits;
    }

    // Long enough that the session tries teams of several sizes.
    private static List<string> RunTokens(string name, string set, int threads)
    {
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = generated.Initialize(seed: 5);
        using Workers workers = new(threads);
        using DecoderSession session = generated.StartDecoding(model, workers);
        List<string> bits = [];

        for (int pass = 0; pass < 150; pass++)
        {
            if (pass % (generated.Shape.MaxLength - 3) == 0)
            {
                session.Reset();
                (session as EncoderDecoderSession)?.Encode([3, 1, 2]);
                bits.Add(string.Join(' ', session.Feed([3, 1, 2]).ToArray().Select(static logit => Text(logit))));
            }

            bits.Add(string.Join(' ', session.Feed((7 * pass) % generated.Shape.Outputs).ToArray().Select(static logit => Text(logit))));
        }

        return bits;
    }

    private static string Text(double value) => BitConverter.DoubleToInt64Bits(value).ToString("x16", null);
}
