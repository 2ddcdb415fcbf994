using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Layers that the backward pass computes again: `training.recompute`.</summary>
public sealed class RecomputationTests
{
    // Each with every set; all others with one.
    private static readonly string[] Chosen = ["PostDropout", "Alibi", "Paper", "Experts", "Adapted", "LongRecurrent"];

    private static readonly string OneSet = CompiledModels.Sets[1];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        Models.Select(static row => Specialize((string)row[0], (string)row[1]))));

    public static IEnumerable<object[]> Models =>
        from name in ModelCases.Compiled
        from set in CompiledModels.Sets
        where set == OneSet || Chosen.Contains(name)
        select new object[] { name, set };

    public static TheoryData<string> Small => ModelCases.Small;

    /// <summary>A model of <see cref="Models"/>.</summary>
    internal static GeneratedModel Find(string name, string set) => Compiled.Value[Specialize(name, set)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_AreThoseOfWhatIsKept_ToTheBit(string name, string set)
    {
        string[] kept = Gradients(name, CompiledModels.Find(name, set), threads: 2);

        Assert.Equal(kept, Gradients(name, Find(name, set), threads: 1));
        Assert.Equal(kept, Gradients(name, Find(name, set), threads: 3));
    }

    /// <summary>What is not computed again is not there: every value that a gradient reads is kept or has its node.</summary>
    [Theory]
    [MemberData(nameof(Small))]
    public void Gradients_OfTheInterpreter_AreThoseOfWhatIsKept(string name)
    {
        ModelSpecification specification = ModelCases.Read(name);

        Assert.Equal(Gradients(specification), Gradients(Recomputing(specification)));
    }

    [Fact]
    public void Layers_KeepTheirInputAlone()
    {
        ModelSpecification specification = ModelCases.Read("PreGelu");
        TrainingBlock layer = ModelPlan.Create(Recomputing(specification)).Training!.Blocks.Single(static block => block.Block.Repetitions > 1);

        Assert.Equal([layer.Block.Input!], layer.Saved.Keys.Except([layer.Block.Output!]));
    }

    /// <summary>A loss that balances experts reads the choices of all layers at once.</summary>
    [Fact]
    public void Layers_OfExperts_KeepTheirChoices()
    {
        ModelSpecification specification = ModelCases.Read("Experts");
        TrainingBlock layer = ModelPlan.Create(Recomputing(specification)).Training!.Blocks.Single(static block => block.Block.Repetitions > 1);

        Assert.All(layer.Saved.Keys.Except([layer.Block.Input!, layer.Block.Output!]), static value => Assert.True(value.IsInteger, value.Name));
    }

    private static ModelSpecification Specialize(string name, string set) => Recomputing(ModelCases.Read(name)) with
    {
        Model = $"{name}Recomputing{set}",
        InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)),
    };

    private static ModelSpecification Recomputing(ModelSpecification specification) =>
        specification with { Training = specification.Training! with { Recompute = Recomputation.Layer } };

    private static string[] Gradients(string name, GeneratedModel generated, int threads)
    {
        ReferenceBatches batches = ReferenceBatches.Of(name);
        using TransformerModel model = generated.Initialize(seed: 5);
        using Workers workers = new(threads);
        using TrainingSession session = generated.StartTraining(model, workers);
        double full = session.Accumulate(batches.Full.ToBatch(generated.Shape), first: true, dropoutSeed: 9, dropoutStep: 1).Sum;
        double some = session.Accumulate(batches.Some.ToBatch(generated.Shape), first: false, dropoutSeed: 9, dropoutStep: 2).Sum;

        return [$"{full:R} {some:R}", .. ModelBits.OfGradients(session)];
    }

    private static SortedDictionary<string, double[]> Gradients(ModelSpecification specification)
    {
        ModelGraph graph = GraphBuilder.Build(specification);
        Interpreter interpreter = new(
            graph,
            ModelCases.CreateBatch(specification),
            ModelCases.CreateParameters(graph).ToDictionary(static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value)),
            specification.Drops ? new DropoutSource(0x1234_5678_9ABC_DEF0, 3) : null);
        _ = interpreter.RunForward();
        interpreter.RunBackward();

        return new SortedDictionary<string, double[]>(interpreter.Gradients, StringComparer.Ordinal);
    }
}
