using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Norms over all heads, each of which has whole panels and one that is padded.</summary>
public sealed class HeadNormTests
{
    private const double LogitTolerance = 5e-6;
    private const double GradientTolerance = 5e-5;
    private const double GradientNoise = 5e-7;

    private const string Text = """
        architecture: decoder
        vocabulary: 19
        max_length: 9
        d_model: 22
        layers: 1
        heads: 2
        d_key: 36
        d_ff: 24
        query_key_norm: all
        activation: gelu
        training: {batch: 3, length: 9}

        """;

    public static TheoryData<string> Sets => [.. CompiledModels.Sets];

    [Theory]
    [MemberData(nameof(Sets))]
    public void HeadsOfSeveralPanels_AgreeWithTheInterpreter(string set)
    {
        ModelSpecification specification = Read(set);
        ModelGraph graph = GraphBuilder.Build(specification);
        Dictionary<string, float[]> parameters = ModelCases.CreateParameters(graph);
        InterpreterBatch batch = InterpreterBatch.Random(3, specification, 9, 4, 1);
        Interpreter reference = new(graph, batch, parameters.ToDictionary(
            static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value)), dropout: null);
        _ = reference.RunForward();
        reference.RunBackward();
        double largest = reference.Gradients.Values.Max(static values => values.Max(Math.Abs));

        GeneratedModel generated = ModelLibrary.Compile(specification)[specification];
        using TransformerModel model = generated.CreateEmpty();

        foreach ((string name, float[] values) in parameters)
        {
            model.Write(name, values);
        }

        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch packed = batch.ToBatch(generated.Shape);
        float[] logits = new float[reference.Logits.Length];
        session.ComputeLogits(packed, logits);
        Closeness closeness = new();
        closeness.Check("logits", logits, reference.Logits, LogitTolerance);
        _ = session.Accumulate(packed);

        foreach ((string name, double[] expected) in reference.Gradients)
        {
            float[] gradient = new float[expected.Length];
            session.ReadGradient(name, gradient);
            closeness.Check(name, gradient, expected, GradientTolerance, GradientNoise * largest);
        }
    }

    private static ModelSpecification Read(string set)
    {
        SpecificationResult result = SpecificationReader.Read("norms.yaml", $"model: Norms{set}\n{Text}", "Weft.Compiled");
        Assert.Empty(result.Problems.Items);

        return result.Specification! with { InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)) };
    }
}
