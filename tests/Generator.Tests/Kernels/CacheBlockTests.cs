using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Caches in blocks that slots share, against caches in which every slot has a place of its own: the same bits, whatever is done with slots.</summary>
public sealed class CacheBlockTests
{
    private const int Vocabulary = 37;
    private const int Length = 230;
    private const int Steps = 60;

    // Query heads that share keys; windows that begin in the middle of a block; heads of two panels, and weights that are looked at; sources.
    private static readonly (string Name, CacheFormat[] Formats, string Text)[] Models =
    [
        ("Grouped", [CacheFormat.Float32, CacheFormat.BFloat16, CacheFormat.Int8], $$"""
            architecture: decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 24
            layers: 2
            heads: 4
            kv_heads: 2
            positional_encoding: rope
            inference: {sequences: 3, draft: 4}

            """),
        ("Windowed", [CacheFormat.Float32, CacheFormat.Int8], $$"""
            architecture: decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 24
            layers: 2
            heads: 3
            window: 37
            positional_encoding: alibi
            inference: {sequences: 3, draft: 4}

            """),
        ("Wide", [CacheFormat.Float32, CacheFormat.BFloat16], $$"""
            architecture: decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 16
            d_key: 20
            d_value: 36
            layers: 1
            heads: 2
            attention_soft_cap: 5
            inference: {sequences: 2, beam: 2, attention: true}

            """),
        ("Scarce", [CacheFormat.Float32, CacheFormat.Int8], $$"""
            architecture: decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 24
            layers: 2
            heads: 2
            inference: {sequences: 2, beam: 2, draft: 3, cache_tokens: 400}

            """),
        ("Translating", [CacheFormat.Float32], $$"""
            architecture: encoder-decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 16
            layers: 1
            heads: 2
            inference: {sequences: 1, beam: 4}

            """),
    ];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from item in Cases
        from inOnePiece in new[] { false, true }
        select Specialize((string)item[0], (string)item[1], (string)item[2], inOnePiece)));

    public static IEnumerable<object[]> Cases =>
        from model in Models
        from format in model.Formats
        from set in CompiledModels.Sets
        select new object[] { model.Name, format.ToString(), set };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WhateverSlotsDo_TheBitsAreThoseOfPlacesOfTheirOwn(string name, string format, string set)
    {
        GeneratedModel shared = Compiled.Value[Specialize(name, format, set, inOnePiece: false)];
        GeneratedModel alone = Compiled.Value[Specialize(name, format, set, inOnePiece: true)];
        using TransformerModel model = shared.Initialize(seed: 5);
        using TransformerModel twin = alone.Initialize(seed: 5);
        using Workers workers = new(2);
        using DecoderSession blocks = shared.StartDecoding(model, workers);
        using DecoderSession places = alone.StartDecoding(twin, workers);

        Assert.NotNull(blocks.Blocks);
        Assert.Null(places.Blocks);

        int refused = 0;

        for (int seed = 0; seed < 3; seed++)
        {
            SessionTwins twins = new(blocks, places, Vocabulary, seed);
            twins.Run(Steps);
            refused += twins.Refused;
        }

        Assert.Equal(name == "Scarce", refused > 0);
    }

    [Fact]
    public void ACommonBeginning_IsThereOnce()
    {
        GeneratedModel generated = Compiled.Value[Specialize("Grouped", "Float32", CompiledModels.Sets[0], inOnePiece: false)];
        using TransformerModel model = generated.Initialize(seed: 5);
        using DecoderSession session = generated.StartDecoding(model);
        CacheBlocks blocks = session.Blocks!;
        int[] prompt = [.. Enumerable.Range(0, (5 * blocks.Positions) + 1).Select(static i => i * 11 % Vocabulary)];
        session.Feed(0, prompt);
        session.Copy([0], [1]);
        session.CopyBeginning(0, 2, prompt.Length - 3);
        Assert.Equal((6, 5, 5), (blocks.Count - blocks.Free, blocks.HeldBy(2).Length, blocks.HeldBy(1).Length - 1));

        // Who writes into the last block has one of its own then; the last who does needs none.
        session.Feed([1, 0], [3, 4]);
        Assert.Equal(7, blocks.Count - blocks.Free);
        session.Feed([2], [5]);
        Assert.Equal(8, blocks.Count - blocks.Free);
        session.Reset(0);
        Assert.Equal(7, blocks.Count - blocks.Free);
        session.Reset();
        Assert.Equal(blocks.Count, blocks.Free);
    }

    [Fact]
    public void FullCaches_SayWhatIsMissing()
    {
        GeneratedModel generated = Compiled.Value[Specialize("Scarce", "Float32", CompiledModels.Sets[0], inOnePiece: false)];
        using TransformerModel model = generated.Initialize(seed: 5);
        using DecoderSession session = generated.StartDecoding(model);
        session.Feed(0, new int[200]);
        session.Copy([0], [1]);
        Assert.Equal((416, 192), (session.CacheCapacity, session.FreeCache));

        // A block has 32 positions: 200 are six and a quarter, and who goes on in the middle of one has a copy of it.
        session.Feed(2, new int[190]);
        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => session.Feed([0, 1], [1, 2]));
        Assert.Equal(
            $"{model.Description.Name}: the caches are full: 0 of 416 positions are free, and 32 more are needed (`inference.cache_tokens`).",
            problem.Message);

        // Alone, it goes on where it is.
        session.Reset(1);
        session.Feed([0], [1]);
        Assert.Equal(0, session.FreeCache);
    }

    private static ModelSpecification Specialize(string name, string format, string set, bool inOnePiece)
    {
        string text = Models.Single(model => model.Name == name).Text;
        ModelSpecification specification = SpecializedModels.Read($"{name}{format}{inOnePiece}", text, set);

        return specification with
        {
            Inference = specification.Inference with { Cache = Enum.Parse<CacheFormat>(format), InOnePiece = inOnePiece },
        };
    }
}
