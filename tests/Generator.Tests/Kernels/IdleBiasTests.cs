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

/// <summary>
/// A bias of keys adds the same to all scores of a query, which softmax takes off again: its gradient is zero, and not a rounding of which
/// an optimizer that divides by the size of gradients makes whole steps.
/// </summary>
public sealed class IdleBiasTests
{
    private const string Text = """
        architecture: encoder-decoder
        vocabulary: 11
        max_length: 9
        d_model: 24
        layers: 2
        heads: 3
        kv_heads: 1
        d_ff: 20
        positional_encoding: learned
        training: {batch: 3, length: 9}

        """;

    /// <summary>Every instruction set, with and without what makes a bias of keys count.</summary>
    public static TheoryData<string, string, bool> Cases()
    {
        TheoryData<string, string, bool> cases = new();

        foreach (string set in InstructionSet.All.Select(static set => set.Name))
        {
            cases.Add(set, "", false);
            cases.Add(set, "attention_soft_cap: 3\n", true);
            cases.Add(set, "query_key_norm: head\n", true);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KeyBias_HasAGradientWhereItCounts(string set, string options, bool counts)
    {
        Dictionary<string, float[]> gradients = GradientsOf(set, Text + options);
        string[] keys = [.. gradients.Keys.Where(static name => name.EndsWith("self_attention.key.bias", StringComparison.Ordinal))];

        Assert.Equal(4, keys.Length);
        Assert.All(keys, name => Assert.Equal(counts, gradients[name].Any(static value => value != 0)));
        Assert.All(
            gradients.Where(static item => item.Key.EndsWith("attention.query.bias", StringComparison.Ordinal)),
            static item => Assert.Contains(item.Value, static value => value != 0));
    }

    [Theory]
    [InlineData("rope", true)]
    [InlineData("alibi", false)]
    public void KeyBias_CountsWhereKeysAreTurned(string positions, bool counts)
    {
        Dictionary<string, float[]> gradients = GradientsOf("Avx2", Text.Replace("learned", positions));

        Assert.Equal(counts, gradients["decoder.layers.0.self_attention.key.bias"].Any(static value => value != 0));
        Assert.DoesNotContain(gradients["decoder.layers.0.cross_attention.key.bias"], static value => value != 0);
    }

    // Of two batches, one after another.
    private static Dictionary<string, float[]> GradientsOf(string set, string text)
    {
        SpecificationResult result = SpecificationReader.Read("Idle.yaml", $"model: Idle\n{text}", "Weft.Compiled");
        Assert.Empty(result.Problems.Items);
        ModelSpecification specification = result.Specification! with
        {
            InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)),
        };
        ModelGraph graph = GraphBuilder.Build(specification);
        GeneratedModel generated = ModelLibrary.Compile(specification)[specification];
        using TransformerModel model = generated.CreateEmpty();
        Dictionary<string, float[]> values = ModelCases.CreateParameters(graph);

        foreach ((string name, float[] parameter) in values)
        {
            model.Write(name, parameter);
        }

        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);

        foreach (int seed in (int[])[3, 4])
        {
            _ = session.Accumulate(InterpreterBatch.Random(seed, specification, [9, 4, 1]).ToBatch(generated.Shape));
        }

        foreach ((string name, float[] parameter) in values)
        {
            session.ReadGradient(name, parameter);
        }

        return values;
    }
}
