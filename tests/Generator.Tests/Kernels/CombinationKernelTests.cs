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

/// <summary>Combinations of keys, each found by a random model, that the cases of single options do not have.</summary>
public sealed class CombinationKernelTests
{
    private const double LogitTolerance = 5e-6;
    private const double GradientTolerance = 5e-5;
    private const double GradientNoise = 5e-7;

    private static readonly int[] Lengths = [9, 4, 1];

    private static readonly Dictionary<string, string> Texts = new()
    {
        // Norms over all heads, each of which has whole panels and one that is padded.
        ["Norms"] = """
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

            """,

        // The bias of distances stands beside the embedding of patches, and not beside a table of tokens.
        ["Patches"] = """
            architecture: encoder
            image: {height: 4, width: 6, patch: 2, channels: 2}
            output: classes
            outputs: 5
            d_model: 10
            layers: 2
            heads: 2
            positional_encoding: learned
            relative_bias: {buckets: 4, max_distance: 3}
            activation: gelu
            training: {batch: 3}

            """,

        // Slopes of distances and of a capped score are two things.
        ["CappedSlopes"] = """
            architecture: decoder
            vocabulary: 19
            max_length: 9
            d_model: 10
            layers: 1
            heads: 2
            positional_encoding: alibi
            attention_soft_cap: 0.5
            training: {batch: 3, length: 9}

            """,

        // A norm of one column has no gradient, and what is left of one would be multiplied by the root of epsilon.
        ["OneColumn"] = """
            architecture: decoder
            vocabulary: 3
            max_length: 9
            d_model: 1
            layers: 1
            heads: 1
            activation: gelu
            training: {batch: 3, length: 9}

            """,

        // The product of what comes into a norm and of what comes back is no float any more.
        ["LargeInputs"] = """
            architecture: encoder
            vocabulary: 3
            max_length: 4
            d_model: 3
            layers: 1
            heads: 1
            norm_placement: output
            final_norm: false
            embedding_norm: true
            embedding_scale: 1e18
            tie_embeddings: true
            logit_scale: 1e24
            training: {batch: 3, length: 4}

            """,

        // Both keys are alike, and their scores so large that a logarithm of their number would be lost beside them.
        ["Ties"] = """
            architecture: encoder
            vocabulary: 1
            max_length: 2
            output: token_classes
            outputs: 3
            d_model: 10
            layers: 2
            heads: 2
            positional_encoding: none
            attention_scale: 1e9
            training: {batch: 3, length: 2}

            """,
    };

    public static TheoryData<string, string> Cases => CompiledModels.WithSets([.. Texts.Keys]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Passes_AgreeWithTheInterpreter(string name, string set)
    {
        ModelSpecification specification = Read(name, set);
        ModelGraph graph = GraphBuilder.Build(specification);
        Dictionary<string, float[]> parameters = ModelCases.CreateParameters(graph);
        InterpreterBatch batch = InterpreterBatch.Random(3, specification, [.. Lengths.Select(length => Math.Min(length, specification.MaxLength))]);
        Interpreter reference = new(graph, batch, parameters.ToDictionary(
            static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value)), dropout: null);
        _ = reference.RunForward();
        reference.RunBackward();
        double largest = reference.Gradients.Values.Max(static values => values.Max(Math.Abs));
        Assert.NotEqual(0, largest);

        GeneratedModel generated = ModelLibrary.Compile(specification)[specification];
        using TransformerModel model = generated.CreateEmpty();

        foreach ((string parameter, float[] values) in parameters)
        {
            model.Write(parameter, values);
        }

        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch packed = batch.ToBatch(generated.Shape);
        float[] logits = new float[reference.Logits.Length];
        session.ComputeLogits(packed, logits);
        Closeness closeness = new();
        closeness.Check("logits", logits, reference.Logits, LogitTolerance);
        _ = session.Accumulate(packed);

        foreach ((string parameter, double[] expected) in reference.Gradients)
        {
            float[] gradient = new float[expected.Length];
            session.ReadGradient(parameter, gradient);
            closeness.Check(parameter, gradient, expected, GradientTolerance, GradientNoise * largest);
        }
    }

    private static ModelSpecification Read(string name, string set)
    {
        SpecificationResult result = SpecificationReader.Read($"{name}.yaml", $"model: {name}{set}\n{Texts[name]}", "Weft.Compiled");
        Assert.Empty(result.Problems.Items);

        return result.Specification! with { InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)) };
    }
}
