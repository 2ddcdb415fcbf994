using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Emission;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Products of one row with more weights than caches hold, beside the products of several rows.</summary>
public sealed class MemoryProductTests
{
    private const double Tolerance = 5e-6;

    // 9, 513 and 3 panels: odd numbers, of which one panel has no other beside it.
    private const string Text = """
        architecture: decoder
        vocabulary: 37
        max_length: 6
        d_model: 136
        layers: 4
        heads: 2
        d_ff: 8200

        """;

    private static readonly WeightFormat[] Formats = [WeightFormat.Float32, WeightFormat.Int8];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from format in Formats
        from set in CompiledModels.Sets
        from sequences in new[] { 1, 2 }
        select Specialize(format.ToString(), set, sequences)));

    public static IEnumerable<object[]> Cases =>
        from format in Formats
        from set in CompiledModels.Sets
        select new object[] { format.ToString(), set };

    [Theory]
    [MemberData(nameof(Cases))]
    public void OneRow_GivesTheLogitsOfOneOfTwo(string format, string set)
    {
        ModelSpecification specification = Specialize(format, set, sequences: 1);
        Assert.True(DecodePlan.Create(ModelPlan.CreateInference(specification)).ReadsMemory);
        GeneratedModel alone = Compiled.Value[specification];
        GeneratedModel together = Compiled.Value[Specialize(format, set, sequences: 2)];
        using Workers workers = new(3);
        using TransformerModel model = alone.Initialize(seed: 5);
        using TransformerModel same = together.Initialize(seed: 5);
        using DecoderSession one = alone.StartDecoding(model, workers);
        using DecoderSession two = together.StartDecoding(same, workers);

        foreach (int token in new[] { 3, 36, 0 })
        {
            float[] expected = two.Feed(token).ToArray();
            new Closeness().Check("logits", one.Feed(token).ToArray(), Array.ConvertAll(expected, static value => (double)value), Tolerance);
        }
    }

    private static ModelSpecification Specialize(string format, string set, int sequences)
    {
        SpecificationResult result = Specs.Read(Specs.With(Text, $"model: Memory{format}{set}{sequences}"));
        Assert.Empty(result.Problems.Items);
        ModelSpecification specification = result.Specification!;

        return specification with
        {
            InstructionSets = InstructionSet.Of(InstructionSets.All).Single(item => item.Name == set).Set,
            Inference = specification.Inference with { Weights = Enum.Parse<WeightFormat>(format), Sequences = sequences },
        };
    }
}
