using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Models of which a part is trained: `training.train`.</summary>
public sealed class TrainedPartTests
{
    public static TheoryData<string, string, string> Models
    {
        get
        {
            TheoryData<string, string, string> data = [];

            foreach ((string name, string whole) in ModelCases.OfFrozen)
            {
                foreach (string set in CompiledModels.Sets)
                {
                    data.Add(name, whole, set);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_AreThoseOfFullTraining_ToTheBit(string name, string whole, string set)
    {
        string[] part = Gradients(name, set);
        string[] all = Gradients(whole, set);

        Assert.NotEmpty(part);
        Assert.True(part.Length < all.Length / 2, $"{part.Length} of {all.Length} parameters are trained.");
        Assert.Equal(all.Where(line => part.Any(other => NameOf(other) == NameOf(line))), part);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Memory_IsThatOfWhatIsTrained(string name, string whole, string set)
    {
        ModelDescription model = CompiledModels.Find(name, set).Shape;
        ModelDescription full = CompiledModels.Find(whole, set).Shape;

        Assert.Equal(model.Parameters.Where(static info => info.IsTrained).Sum(static info => info.PaddedCount), (long)model.GradientFloats);
        Assert.Equal(full.ParameterFloats, model.ParameterFloats);
        Assert.Equal(full.ParameterFloats, full.GradientFloats);
    }

    [Fact]
    public void Training_LeavesFrozenParametersAlone()
    {
        GeneratedModel generated = CompiledModels.Find("TrainedSandwich", CompiledModels.Sets[1]);
        using TransformerModel model = generated.Initialize(seed: 1);
        string[] before = [.. ModelBits.OfParameters(model)];
        using Trainer trainer = generated.CreateTrainer(model, new AdamW { ClipNorm = 0.01 }, new TrainerOptions { Threads = 2 });

        foreach (TrainingStep step in trainer.Run(Windows(generated.Shape), steps: 3))
        {
            Assert.True(step.GradientNorm > 0.01, "Nothing would be clipped.");
        }

        IEnumerable<string> changed = ModelBits.OfParameters(model).Zip(before).Where(static pair => pair.First != pair.Second)
            .Select(static pair => NameOf(pair.First));
        Assert.Equal(generated.Shape.Parameters.Where(static info => info.IsTrained).Select(static info => info.Name), changed);
    }

    [Fact]
    public void ReadGradient_OfAFrozenParameter_SaysSo()
    {
        GeneratedModel generated = CompiledModels.Find("TrainedSandwich", CompiledModels.Sets[1]);
        ParameterInfo frozen = generated.Shape.Parameters.First(static info => !info.IsTrained);
        using TransformerModel model = generated.CreateEmpty();
        using Workers workers = new(1);
        using TrainingSession session = generated.StartTraining(model, workers);

        ArgumentException error = Assert.Throws<ArgumentException>(() => session.ReadGradient(frozen.Name, new float[frozen.Count]));
        Assert.Contains($"'{frozen.Name}' is frozen, and has no gradient (`training.train`).", error.Message, StringComparison.Ordinal);
    }

    private static RandomWindows Windows(ModelDescription model) =>
        new(Enumerable.Range(0, 200).Select(i => i * i % model.TargetVocabulary).ToArray(), length: 9, sequences: 4, seed: 1);

    private static string NameOf(string line) => line.Split(' ')[0];

    // Both models have the same parameters.
    private static string[] Gradients(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);
        _ = session.Accumulate(reference.FullBatch.ToBatch(generated.Shape), first: true, ReferenceRun.Seed, ReferenceRun.Step);
        _ = session.Accumulate(reference.Batch.ToBatch(generated.Shape), first: false, ReferenceRun.Seed, ReferenceRun.Step + 1);

        return [.. ModelBits.OfGradients(session)];
    }
}
