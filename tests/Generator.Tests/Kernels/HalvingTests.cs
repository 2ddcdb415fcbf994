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
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Layers that keep halves of floats for the backward pass: `training.store`.</summary>
public sealed class HalvingTests(ITestOutputHelper output)
{
    private const double GradientTolerance = 5e-5;
    private const double GradientNoise = 5e-7;

    // A number that is almost halfway between two of eight bits may become either, one in some thousands. It is a whole step off then, where
    // rounding is up to half of one: what all elements together are off by tells the two apart.
    private const double PartByChance = 0.5;

    // Of doubles, in parts of the model's largest gradient.
    private const double Nothing = 1e-12;

    // What eight bits take from gradients, in parts of the model's largest: some are differences of much larger numbers.
    private const double MostRounding = 0.03;

    // Each with every set; all others with one.
    private static readonly string[] Chosen = ["PostDropout", "Alibi", "Paper", "Experts", "Adapted", "WideRecurrent"];

    private static readonly string OneSet = CompiledModels.Sets[1];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        Models.Select(static row => Specialize((string)row[0], (string)row[1]))));

    public static IEnumerable<object[]> Models =>
        from name in ModelCases.Compiled
        from set in CompiledModels.Sets
        where set == OneSet || Chosen.Contains(name)
        select new object[] { name, set };

    public static IEnumerable<object[]> ChosenModels => Models.Where(static row => Chosen.Contains(row[0]));

    public static TheoryData<string> Small => ModelCases.Small;

    /// <summary>A model of <see cref="Models"/>.</summary>
    internal static GeneratedModel Find(string name, string set) => Compiled.Value[Specialize(name, set)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_AreThoseOfTheInterpreter(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        Dictionary<string, double[]> halved = GradientsOf(name, reference);
        GeneratedModel generated = Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);
        double loss = session.Accumulate(reference.Batch.ToBatch(generated.Shape), first: true, ReferenceRun.Seed, ReferenceRun.Step).Sum;
        double largest = reference.Gradients.Values.Max(static values => values.Max(Math.Abs));
        double worst = 0;

        Assert.Equal(LossOfWholeFloats(name, set, reference), loss);

        foreach ((string parameter, double[] expected) in halved)
        {
            float[] gradient = new float[expected.Length];
            session.ReadGradient(parameter, gradient);

            if (reference.Gradients[parameter].Max(Math.Abs) < Nothing * largest && Array.TrueForAll(gradient, static value => value == 0))
            {
                // A gradient that is zero is written as zero, and not as what rounding makes of it.
                continue;
            }

            double scale = expected.Max(Math.Abs);
            double rounding = Distance(expected, reference.Gradients[parameter]);
            double error = Distance(expected, Array.ConvertAll(gradient, static value => (double)value));
            worst = scale > 1e-6 * largest ? Math.Max(worst, error / scale) : worst;
            Assert.True(
                error <= (GradientTolerance * scale) + (GradientNoise * largest) + (PartByChance * rounding),
                $"{parameter}: off by {error:0.0E+00}, where rounding is {rounding:0.0E+00} and the largest {scale:0.0E+00}.");
            Assert.True(rounding <= MostRounding * largest, $"{parameter}: rounding is {rounding:0.0E+00} of {largest:0.0E+00}.");
        }

        output.WriteLine($"{name} {set}: off by {worst:0.0E+00}");
    }

    /// <summary>Where nothing is rounded, halves are what finite differences have been compared with: each stands where it belongs.</summary>
    [Theory]
    [MemberData(nameof(Small))]
    public void Gradients_OfWhatIsNotRounded_AreThoseOfFloats(string name)
    {
        ModelSpecification specification = ModelCases.Read(name);

        Assert.Equal(WithoutRounding(specification), WithoutRounding(Halved(specification)));
    }

    [Theory]
    [MemberData(nameof(ChosenModels))]
    public void Gradients_OnAnyNumberOfThreads_AreTheSameBits(string name, string set)
    {
        string[] expected = Bits(name, set, threads: 1);

        Assert.Equal(expected, Bits(name, set, threads: 2));
        Assert.Equal(expected, Bits(name, set, threads: 3));
    }

    [Fact]
    public void WhatIsNotANumber_StaysNone()
    {
        foreach (string set in CompiledModels.Sets)
        {
            ReferenceRun reference = ReferenceRun.Of("PostDropout");
            GeneratedModel generated = Find("PostDropout", set);
            using TransformerModel model = CompiledModels.Create(generated, reference);
            const string Name = "decoder.layers.0.feed_forward.up.weight";
            float[] values = [.. reference.Parameters[Name]];
            values[^1] = BitConverter.Int32BitsToSingle(0x7FFF_FFFF);
            model.Write(Name, values);
            using Workers workers = new(1);
            using TrainingSession session = generated.StartTraining(model, workers);
            _ = session.Accumulate(reference.Batch.ToBatch(generated.Shape), first: true, ReferenceRun.Seed, ReferenceRun.Step);
            float[] gradient = new float[values.Length];
            session.ReadGradient(Name, gradient);
            Assert.Contains(gradient, float.IsNaN);
        }
    }

    [Fact]
    public void Matrices_OfLayers_TakeHalfOfTheMemory_ButForThoseOfScores()
    {
        ModelSpecification specification = ModelCases.Read("PreGelu");
        TrainingBlock whole = Layer(specification);
        TrainingBlock halved = Layer(Halved(specification));
        int rows = ModelPlan.Create(specification).Training!.Rows.Capacity;
        long matrices = whole.Saved.Keys.Where(value => value.Kind == ValueKind.Matrix && value != whole.Block.Input && value != whole.Block.Output && value.Name != "queryKeyValue")
            .Sum(value => value.Floats(rows));

        Assert.True(matrices > whole.Stride / 2);
        Assert.Equal(whole.Stride - (matrices / 2), halved.Stride);
    }

    private static TrainingBlock Layer(ModelSpecification specification) =>
        ModelPlan.Create(specification).Training!.Blocks.Single(static block => block.Block.Repetitions > 1);

    private static ModelSpecification Specialize(string name, string set) => Halved(ModelCases.Read(name)) with
    {
        Model = $"{name}Halved{set}",
        InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)),
    };

    private static ModelSpecification Halved(ModelSpecification specification) =>
        specification with { Training = specification.Training! with { Store = KeptFormat.BFloat16 } };

    private static double LossOfWholeFloats(string name, string set, ReferenceRun reference)
    {
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(1);
        using TrainingSession session = generated.StartTraining(model, workers);

        return session.Accumulate(reference.Batch.ToBatch(generated.Shape), first: true, ReferenceRun.Seed, ReferenceRun.Step).Sum;
    }

    private static Dictionary<string, double[]> GradientsOf(string name, ReferenceRun reference)
    {
        ModelSpecification halved = Halved(ModelCases.Read(name));

        return Gradients(GraphBuilder.Build(halved), reference.Batch, reference.Parameters, isRounded: true, halved.Training!.Length);
    }

    private static SortedDictionary<string, double[]> WithoutRounding(ModelSpecification specification)
    {
        ModelGraph graph = GraphBuilder.Build(specification);

        return new SortedDictionary<string, double[]>(
            Gradients(graph, ModelCases.CreateBatch(specification), ModelCases.CreateParameters(graph), isRounded: false), StringComparer.Ordinal);
    }

    private static Dictionary<string, double[]> Gradients(
        ModelGraph graph, InterpreterBatch batch, IReadOnlyDictionary<string, float[]> parameters, bool isRounded, int longest = 0)
    {
        Interpreter interpreter = new(
            graph,
            batch,
            parameters.ToDictionary(static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value)),
            new DropoutSource(ReferenceRun.Seed, ReferenceRun.Step),
            roundsKept: isRounded,
            longest: longest);
        _ = interpreter.RunForward();
        interpreter.RunBackward();

        return interpreter.Gradients;
    }

    private static string[] Bits(string name, string set, int threads)
    {
        GeneratedModel generated = Find(name, set);
        using TransformerModel model = generated.Initialize(seed: 5);
        using Workers workers = new(threads);
        using TrainingSession session = generated.StartTraining(model, workers);
        _ = session.Accumulate(ReferenceBatches.Of(name).Full.ToBatch(generated.Shape), first: true, dropoutSeed: 9, dropoutStep: 1);
        _ = session.Accumulate(ReferenceBatches.Of(name).Some.ToBatch(generated.Shape), first: false, dropoutSeed: 9, dropoutStep: 2);

        return [.. ModelBits.OfGradients(session)];
    }

    // The root of the mean square of differences.
    private static double Distance(double[] left, double[] right) => Math.Sqrt(left.Zip(right, static (a, b) => (a - b) * (a - b)).Average());
}
