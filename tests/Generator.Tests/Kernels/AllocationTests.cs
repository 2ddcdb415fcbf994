using System;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>A training step and a decoded token allocate nothing, on any of the threads.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string, string> Trained => CompiledModels.WithSets("PostDropout", "Paper", "Alibi", "Reviewer", "MultiLabel", "Regressor", "Pictures", "WideRecurrent");

    public static TheoryData<string, string> Pooled => CompiledModels.WithSets("Reviewer", "Regressor");

    public static TheoryData<string, string> Classes => CompiledModels.WithSets("Reviewer", "Pictures");

    public static TheoryData<string, string> Decoded => CompiledModels.WithSets("Llama", "PreGelu", "Recurrent");

    [Theory]
    [MemberData(nameof(Trained))]
    public void Step_AllocatesNothing(string name, string set) => AssertStepsAllocateNothing(name, set, new TrainerOptions());

    [Fact]
    public void StepThatComputesLayersAgain_AllocatesNothing() =>
        AssertStepsAllocateNothing("PostDropout", RecomputationTests.Find("PostDropout", CompiledModels.Sets[1]), new TrainerOptions());

    [Fact]
    public void StepThatKeepsHalves_AllocatesNothing() =>
        AssertStepsAllocateNothing("PostDropout", HalvingTests.Find("PostDropout", CompiledModels.Sets[1]), new TrainerOptions());

    [Theory]
    [MemberData(nameof(Pooled))]
    public void StepOfALossOfOnesOwn_AllocatesNothing(string name, string set) => AssertStepsAllocateNothing(name, set, new TrainerOptions
    {
        Loss = static (batch, outputs, gradients) => OutputLosses.Contrast(outputs, outputs.Length / batch.OutputRows, temperature: 0.5, gradients),
    });

    [Theory]
    [MemberData(nameof(Classes))]
    public void StepOfWeightedClasses_AllocatesNothing(string name, string set) => AssertStepsAllocateNothing(name, set, new TrainerOptions
    {
        ClassWeights = [.. Enumerable.Range(1, ModelCases.Read(name).Outputs)],
    });

    [Theory]
    [MemberData(nameof(Decoded))]
    public void Token_AllocatesNothing(string name, string set)
    {
        GeneratedModel generated = CompiledModels.Find(name, set);
        using Workers workers = new(2);
        using TransformerModel model = generated.Initialize(seed: 1);
        using DecoderSession session = generated.StartDecoding(model, workers);
        AllocationProbe probe = new(workers);
        int generatedTokens = 0;

        foreach (int token in session.Generate([1, 2], new Sampling { Temperature = 0.8f, TopK = 9, TopP = 0.9f, Seed = 4 }, count: 40, keep: 4))
        {
            generatedTokens++;

            if (generatedTokens == 20)
            {
                probe.Start();
            }
        }

        Assert.Equal(0, probe.Stop());
        Assert.Equal(40, generatedTokens);
    }

    private static void AssertStepsAllocateNothing(string name, string set, TrainerOptions options) =>
        AssertStepsAllocateNothing(name, CompiledModels.Find(name, set), options);

    private static void AssertStepsAllocateNothing(string name, GeneratedModel generated, TrainerOptions options)
    {
        using Workers workers = new(2);
        using TransformerModel model = generated.Initialize(seed: 1);
        using Trainer trainer = generated.CreateTrainer(model, new AdamW { ClipNorm = 1 }, options with { Workers = workers, AccumulationSteps = 2 });
        AllocationProbe probe = new(workers);

        foreach (TrainingStep step in trainer.Run(new AlternatingBatches(ReferenceBatches.Of(name)), steps: 12))
        {
            if (step.Step == 4)
            {
                probe.Start();
            }
        }

        Assert.Equal(0, probe.Stop());
    }
}
