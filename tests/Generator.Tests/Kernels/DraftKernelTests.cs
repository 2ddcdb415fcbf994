using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Several tokens of a slot in a pass, and texts that are drafted: the same bits, and the same texts, as token by token.</summary>
public sealed class DraftKernelTests
{
    private const int Vocabulary = 37;
    private const int Draft = 5;
    private const int Length = 90;

    // Heads that share keys and values, and queries that see some keys from the middle of a panel of the cache on; in floats and in fewer bits.
    private static readonly (string Name, string Text)[] Models =
    [
        ("Grouped", $$"""
            architecture: decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 40
            layers: 2
            heads: 4
            kv_heads: 2
            d_ff: 72
            activation: swiglu
            norm: rmsnorm
            positional_encoding: rope
            inference: { draft: {{Draft}} }

            """),
        ("Windowed", $$"""
            architecture: decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 42
            layers: 2
            heads: 6
            d_ff: 72
            window: 21
            positional_encoding: alibi
            inference: { draft: {{Draft}}, weights: int8, cache: int8, attention: true }

            """),
        ("Experts", $$"""
            architecture: decoder
            vocabulary: {{Vocabulary}}
            max_length: {{Length}}
            d_model: 32
            layers: 2
            heads: 1
            experts: { count: 4, active: 2 }
            inference: { draft: {{Draft}}, weights: int4, cache: bfloat16 }

            """),
    ];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from model in Models
        from set in CompiledModels.Sets
        select Read(model.Name, set)));

    public static TheoryData<string, string> Decoders => CompiledModels.DecodersWithSets;

    public static IEnumerable<object[]> Drafted =>
        from model in Models
        from set in CompiledModels.Sets
        select new object[] { model.Name, set };

    [Theory]
    [MemberData(nameof(Decoders))]
    public void SeveralTokensOfSlots_LeaveTheBitsOfOneByOne(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using DecoderSession session = generated.StartDecoding(model, workers);
        int[] tokens = reference.Batch.Target.Sequences[0];
        (session as EncoderDecoderSession)?.Encode(reference.Batch.Source.Sequences[0]);
        int last = session.BeamCapacity - 1;
        int[] slots = [last, last, .. last == 0 ? (int[])[] : [0]];

        if (!session.KeepsPositions || session.RowCapacity < 3 || tokens.Length < 2)
        {
            return;
        }

        session.Feed(slots, [tokens[0], tokens[1], .. last == 0 ? (int[])[] : [tokens[0]]]);
        float[][] together = [.. slots.Select((_, row) => session.LogitsOf(row).ToArray())];
        session.Reset();
        session.Feed([last], [tokens[0]]);
        Assert.Equal(session.LogitsOf(0).ToArray(), together[0]);
        Assert.Equal(together[^1], last == 0 ? together[^1] : together[0]);
        session.Feed([last], [tokens[1]]);
        Assert.Equal(session.LogitsOf(0).ToArray(), together[1]);
    }

    /// <summary>Whatever was decoded behind a position and taken back leaves no trace.</summary>
    [Theory]
    [MemberData(nameof(Drafted))]
    public void TokensThatAreTakenBack_LeaveNothing(string name, string set)
    {
        using TransformerModel model = Find(name, set).Initialize(seed: 5);
        using Workers workers = new(3);
        using DecoderSession session = Find(name, set).StartDecoding(model, workers);
        Random random = new(8);
        int[] tokens = [.. Enumerable.Range(0, Length).Select(_ => random.Next(Vocabulary))];
        List<float[]> expected = [.. tokens.Select(token => session.Feed(token).ToArray())];
        session.Reset();

        while (session.Position < Length)
        {
            int at = session.Position;
            int right = Math.Min(random.Next(1, session.RowCapacity), Length - at);
            int wrong = Math.Min(session.RowCapacity, Length - at) - right;
            int[] fed = [.. tokens.AsSpan(at, right), .. Enumerable.Range(0, wrong).Select(_ => random.Next(Vocabulary))];
            session.Feed(new int[fed.Length], fed);
            Assert.All(Enumerable.Range(0, right), row => Assert.Equal(expected[at + row], session.LogitsOf(row).ToArray()));
            session.TakeBack(0, wrong);
        }

        Assert.Equal(tokens, session.Tokens.ToArray());
    }

    [Theory]
    [MemberData(nameof(Drafted))]
    public void Texts_AreTheSame_WhoeverDrafts(string name, string set)
    {
        using TransformerModel model = Find(name, set).Initialize(seed: 5);
        using TransformerModel other = Find("Grouped", set).Initialize(seed: 6);
        using Workers workers = new(2);
        using DecoderSession session = Find(name, set).StartDecoding(model, workers);
        using DecoderSession itself = Find(name, set).StartDecoding(model, workers);
        using DecoderSession stranger = Find("Grouped", set).StartDecoding(other, workers);
        int[] prompt = [1, 2, 3, 1, 2];

        foreach (Sampling sampling in (Sampling[])[Sampling.Greedy, Drawn(1), Drawn(2) with { RepetitionPenalty = 1.2f, FrequencyPenalty = 0.3f }])
        {
            int[] expected = Tokens(session.Generate(prompt, sampling, count: 2 * Length, keep: 9));
            PromptLookup lookup = new() { FewestMatched = 1 };
            DraftModel twin = new(itself) { MostTokens = 3 };

            foreach (Drafter drafter in (Drafter[])[lookup, twin, new DraftModel(stranger)])
            {
                Assert.Equal(expected, Tokens(session.Generate(prompt, sampling, count: 2 * Length, keep: 9, drafter: drafter)));
                Assert.InRange(drafter.AcceptedTokens, 0, drafter.DraftedTokens);
                Assert.True(drafter.DraftedTokens > 0);
            }

            // A model that drafts for itself is right but where a new sequence begins and prompts have other bits.
            Assert.True(twin.AcceptedTokens > 0.8 * twin.DraftedTokens, $"{twin.AcceptedTokens} of {twin.DraftedTokens}");
        }
    }

    [Theory]
    [MemberData(nameof(Drafted))]
    public void DraftedToken_AllocatesNothing(string name, string set)
    {
        using TransformerModel model = Find(name, set).Initialize(seed: 1);
        using Workers workers = new(2);
        using DecoderSession session = Find(name, set).StartDecoding(model, workers);
        using DecoderSession drafts = Find(name, set).StartDecoding(model, workers);

        foreach (Drafter drafter in (Drafter[])[new PromptLookup { FewestMatched = 1 }, new DraftModel(drafts)])
        {
            AllocationProbe probe = new(workers);
            int generated = 0;

            foreach (int _ in session.Generate([1, 2], Drawn(4), count: 70, drafter: drafter))
            {
                generated++;

                if (generated == 30)
                {
                    probe.Start();
                }
            }

            Assert.Equal(0, probe.Stop());
            Assert.Equal(70, generated);
        }
    }

    [Fact]
    public void RecurrentModel_CannotBeDrafted()
    {
        GeneratedModel recurrent = CompiledModels.Find("Recurrent", CompiledModels.Sets[0]);
        using TransformerModel model = recurrent.Initialize(seed: 1);
        using DecoderSession session = recurrent.StartDecoding(model);

        Assert.Contains(
            "does not go back", Assert.Throws<ArgumentException>(() => session.Generate([1], new Sampling(), 2, drafter: new PromptLookup())).Message);
        Assert.Contains("does not go back", Assert.Throws<ArgumentException>(() => new DraftModel(session)).Message);
        Assert.Contains("one token of a slot at once", Assert.Throws<ArgumentException>(() => session.Feed([1, 1], [1, 2])).Message);
    }

    private static Sampling Drawn(ulong seed) => new() { Temperature = 0.8f, TopK = 9, TopP = 0.9f, Seed = seed };

    private static int[] Tokens(Generation generation)
    {
        List<int> tokens = [];

        foreach (int token in generation)
        {
            tokens.Add(token);
        }

        return [.. tokens];
    }

    private static GeneratedModel Find(string name, string set) => Compiled.Value[Read(name, set)];

    private static ModelSpecification Read(string name, string set) =>
        SpecializedModels.Read(name, Models.Single(model => model.Name == name).Text, set);
}
