using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Products of one row in four streams, beside the products of several rows.</summary>
public sealed class StreamedProductTests
{
    // Sums of 8,200 products, in one chain by one kernel and in parts by the other.
    private const double Tolerance = 1e-5;

    // 27 and 513 panels in streams, and 33, 99 and 18: numbers of which the last group has one, two or three. The first model is more than caches
    // hold; of the second, only some products are large enough for streams.
    private static readonly (string Name, string Text)[] Models =
    [
        ("Memory", """
            architecture: decoder
            vocabulary: 37
            max_length: 6
            d_model: 136
            layers: 4
            heads: 2
            d_ff: 8200

            """),
        ("Streamed", """
            architecture: decoder
            vocabulary: 18
            max_length: 6
            d_model: 528
            layers: 1
            heads: 2
            d_ff: 288

            """),
    ];

    private static readonly WeightFormat[] Formats = [WeightFormat.Float32, WeightFormat.BFloat16];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from model in Models
        from format in Formats
        from set in CompiledModels.Sets
        from sequences in new[] { 1, 2 }
        select Specialize(model.Name, format.ToString(), set, sequences)));

    public static IEnumerable<object[]> Cases =>
        from model in Models
        from format in Formats
        from set in CompiledModels.Sets
        select new object[] { model.Name, format.ToString(), set };

    [Theory]
    [MemberData(nameof(Cases))]
    public void OneRow_GivesTheLogitsOfOneOfTwo(string name, string format, string set)
    {
        ModelSpecification specification = Specialize(name, format, set, sequences: 1);
        Assert.Equal(name == "Memory", DecodePlan.Create(ModelPlan.CreateInference(specification)).ReadsMemory);
        GeneratedModel alone = Compiled.Value[specification];
        GeneratedModel together = Compiled.Value[Specialize(name, format, set, sequences: 2)];
        using Workers workers = new(3);
        using TransformerModel model = alone.Initialize(seed: 5);
        using TransformerModel same = together.Initialize(seed: 5);
        using DecoderSession one = alone.StartDecoding(model, workers);
        using DecoderSession two = together.StartDecoding(same, workers);

        foreach (int token in new[] { 3, 17, 0 })
        {
            float[] expected = two.Feed(token).ToArray();
            new Closeness().Check("logits", one.Feed(token).ToArray(), Array.ConvertAll(expected, static value => (double)value), Tolerance);
        }
    }

    private static ModelSpecification Specialize(string name, string format, string set, int sequences) =>
        SpecializedModels.Read(name, Models.Single(model => model.Name == name).Text, format, set, sequences);
}
