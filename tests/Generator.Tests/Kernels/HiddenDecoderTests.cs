using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>A decoder without a head puts out its hidden states: those that the same decoder projects, here by the unit matrix.</summary>
public sealed class HiddenDecoderTests
{
    private const int Size = 20;

    // With a norm behind the last layer, and without one; alone, and side by side.
    private static readonly string[][] Variants =
        [["norm_placement: pre"], ["norm_placement: post"], ["norm_placement: pre", "inference: {sequences: 3}"], ["norm_placement: post", "inference: {sequences: 3}"]];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from variant in Enumerable.Range(0, Variants.Length)
        from set in CompiledModels.Sets
        from isHidden in new[] { true, false }
        select Read(variant, set, isHidden)));

    public static TheoryData<int, string> Cases
    {
        get
        {
            TheoryData<int, string> cases = [];

            foreach (int variant in Enumerable.Range(0, Variants.Length))
            {
                foreach (string set in CompiledModels.Sets)
                {
                    cases.Add(variant, set);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Feed_GivesTheHiddenStates(int variant, string set)
    {
        GeneratedModel hidden = Compiled.Value[Read(variant, set, isHidden: true)];
        GeneratedModel projecting = Compiled.Value[Read(variant, set, isHidden: false)];
        using TransformerModel whole = projecting.Initialize(seed: 3);
        using TransformerModel model = hidden.CreateEmpty();
        whole.Write("output.weight", Unit());

        foreach (ParameterInfo info in hidden.Shape.Parameters)
        {
            float[] values = new float[info.Count];
            whole.Read(info.Name, values);
            model.Write(info.Name, values);
        }

        using DecoderSession session = hidden.StartDecoding(model);
        using DecoderSession reference = projecting.StartDecoding(whole);
        Assert.Equal((ModelResult.Hidden, Size), (hidden.Shape.Output, hidden.Shape.Outputs));

        foreach (int[] tokens in new int[][] { [4], [1, 9, 3, 3, 0], [7, 7], [2] })
        {
            Assert.Equal(reference.Feed(tokens).ToArray(), session.Feed(tokens).ToArray());
        }

        // What was read last stays until the next call.
        float[] kept = session.LogitsOf(0).ToArray();
        Assert.Equal(kept, session.LogitsOf(0).ToArray());
        Assert.Contains("generates no text: its `output` is Hidden", Assert.Throws<InvalidOperationException>(() => session.Generate([1], Sampling.Greedy, 3)).Message);
        Assert.Throws<InvalidOperationException>(() => session.GenerateAll([[1]], Sampling.Greedy, 3));
        Assert.Throws<InvalidOperationException>(() => session.Search([[1]], new BeamSearch { EndToken = 0, Beams = 1 }));
    }

    private static float[] Unit() => [.. Enumerable.Range(0, Size * Size).Select(static i => i / Size == i % Size ? 1f : 0f)];

    private static ModelSpecification Read(int variant, string set, bool isHidden)
    {
        string[] output = isHidden ? ["output: hidden"] : ["output: token_classes", $"outputs: {Size}"];
        string text = Specs.TinyWith([.. Variants[variant], .. output, $"d_model: {Size}", "max_length: 12"]);
        SpecificationResult result = Specs.Read(Specs.With(text, $"model: Hidden{variant}{set}{isHidden}"));
        Assert.Empty(result.Problems.Items);

        return result.Specification! with
        {
            InstructionSets = Generator.Lowering.TargetSelection.KeyOf(Generator.Targets.InstructionSet.All.Single(item => item.Name == set)),
        };
    }
}
