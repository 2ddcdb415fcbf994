using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What sessions say that attention sees, against the probabilities of the double interpreter: every layer, head, query and key.</summary>
public sealed class AttentionWeightsTests
{
    private const double Tolerance = 3e-6;

    // Whatever gives scores another form, on each side; windows and turns that alternate; shared heads, sequences with and without beams.
    private static readonly string[] Models =
    [
        "PreGelu", "Llama", "Alibi", "Encoder", "Paper", "Sandwich", "LocalEncoder", "Pictures", "Shared", "ManyExperts", "OneOfExperts", "Factorized", "Relative",
        "WideHeads", "Yarn", "CenteredHeads", "SharedDecoder", "FirstBareDecoder", "Unturned", "RelativeEncoder", "RelativeDecoder", "UnevenTranslator", "PreTranslator", "Long", "LongLocal",
        "LongRelative",
    ];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(Models.Select(Specialize)));

    public static TheoryData<string> Names => [.. Models];

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_AreThoseOfTheInterpreter(string name)
    {
        ModelSpecification specification = Specialize(name);
        (GeneratedModel generated, TransformerModel model, Interpreter interpreter, InterpreterBatch batch) = Create(name);
        using TransformerModel owned = model;
        using Workers workers = new(2);
        using InferenceSession session = generated.StartInference(model, workers);

        for (int sequence = 0; sequence < batch.Outputs.Sequences.Length; sequence++)
        {
            if (session is EncoderSession encoder)
            {
                int place = Run(encoder, batch, sequence);
                Check(interpreter.LayersOf(static _ => true), specification.EncoderSizes.Heads, sequence, (layer, head) => encoder.AttentionOf(layer, head, place));
                continue;
            }

            DecoderSession decoder = (DecoderSession)session;
            int slot = Feed(decoder, batch, sequence);
            int heads = specification.Sizes.Heads;
            Check(interpreter.LayersOf(static item => item.Side == Side.Target && !item.IsCross), heads, sequence, (layer, head) => decoder.AttentionOf(layer, head, slot));

            if (session is EncoderDecoderSession translator)
            {
                int source = slot / translator.BeamCapacity;
                Check(interpreter.LayersOf(static item => item.IsCross), heads, sequence, (layer, head) => translator.CrossAttentionOf(layer, head, slot));
                Check(
                    interpreter.LayersOf(static item => item.Side == Side.Source), specification.EncoderSizes.Heads, sequence,
                    (layer, head) => translator.EncoderAttentionOf(layer, head, source));
            }
        }
    }

    /// <summary>Who looks changes nothing.</summary>
    [Fact]
    public void Logits_HaveTheBitsOfAModelWithoutTheKey()
    {
        (GeneratedModel generated, TransformerModel model, _, InterpreterBatch batch) = Create("Llama");
        using TransformerModel owned = model;
        using DecoderSession session = generated.StartDecoding(model);
        GeneratedModel usual = CompiledModels.Find("Llama", "Avx2");
        using TransformerModel other = CompiledModels.Create(usual, ReferenceRun.Of("Llama"));
        using DecoderSession unseen = usual.StartDecoding(other);
        int[] tokens = batch.Target.Sequences[0];

        Assert.Equal(unseen.Feed(tokens[..5]).ToArray(), session.Feed(tokens[..5]).ToArray());
        Assert.Equal(unseen.Feed(tokens[5]).ToArray(), session.Feed(tokens[5]).ToArray());
        Assert.True(session.ArenaBytes > unseen.ArenaBytes);
    }

    /// <summary>A beam that goes on from another has seen what that one saw.</summary>
    [Fact]
    public void Copy_TakesTheWeightsAlong()
    {
        (GeneratedModel generated, TransformerModel model, _, InterpreterBatch batch) = Create("Relative");
        using TransformerModel owned = model;
        using EncoderDecoderSession session = (EncoderDecoderSession)generated.StartInference(model, workers: null);
        session.Encode(batch.Source.Sequences[0]);
        _ = session.Feed(batch.Target.Sequences[0].AsSpan(..5));
        session.Copy([0], [1]);
        session.Feed([1, 0], [3, 3]);

        Assert.Equal(Copy(session.AttentionOf(1, 1)), Copy(session.AttentionOf(1, 1, slot: 1)));
        Assert.Equal(Copy(session.CrossAttentionOf(1, 1)), Copy(session.CrossAttentionOf(1, 1, slot: 1)));
        Assert.Equal(6 * 6, Copy(session.AttentionOf(0, 0)).Length);
        Assert.Throws<InvalidOperationException>(() => session.AttentionOf(0, 0, slot: 2));
    }

    [Fact]
    public void WhatIsNotThere_IsSaid()
    {
        (GeneratedModel generated, TransformerModel model, _, _) = Create("Paper");
        using TransformerModel owned = model;
        using EncoderDecoderSession session = (EncoderDecoderSession)generated.StartInference(model, workers: null);
        string nothing = "nothing has been read yet";

        Assert.Contains(nothing, Assert.Throws<InvalidOperationException>(() => session.EncoderAttentionOf(0, 0)).Message, StringComparison.Ordinal);
        Assert.Contains(nothing, Assert.Throws<InvalidOperationException>(() => session.AttentionOf(0, 0)).Message, StringComparison.Ordinal);
        session.Encode([1, 2, 3]);
        Assert.Contains(nothing, Assert.Throws<InvalidOperationException>(() => session.CrossAttentionOf(0, 0)).Message, StringComparison.Ordinal);
        _ = session.Feed(1);

        Assert.Equal((1, 3), (session.CrossAttentionOf(1, 1).Queries, session.CrossAttentionOf(1, 1).Keys));
        Assert.Contains("layers are 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => session.AttentionOf(2, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("layers are 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => session.AttentionOf(-1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("layers are 0 to 0", Assert.Throws<ArgumentOutOfRangeException>(() => session.EncoderAttentionOf(1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("heads are 0 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => session.EncoderAttentionOf(0, 4)).Message, StringComparison.Ordinal);
        Assert.Contains("heads are 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => session.CrossAttentionOf(0, -1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.EncoderAttentionOf(0, 0, sequence: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.AttentionOf(0, 0, slot: session.SlotCapacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.AttentionOf(0, 0)[1].Length);
        Assert.Contains("1 x 3 weights need 3 floats; 2 were given", Assert.Throws<ArgumentException>(() => session.CrossAttentionOf(0, 0).CopyTo(new float[2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelWithoutTheKey_NamesIt()
    {
        GeneratedModel generated = CompiledModels.Find("PreGelu", CompiledModels.Sets[0]);
        using TransformerModel model = CompiledModels.Create(generated, ReferenceRun.Of("PreGelu"));
        using DecoderSession session = generated.StartDecoding(model);
        _ = session.Feed(1);

        Assert.Contains("inference: { attention: true }", Assert.Throws<InvalidOperationException>(() => session.AttentionOf(0, 0)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(CompiledModels.Library.Sources, static source =>
            source.Text.Contains("PreGelu", StringComparison.Ordinal) && source.Text.Contains("ttentionMap", StringComparison.Ordinal));
    }

    private static (GeneratedModel Generated, TransformerModel Model, Interpreter Interpreter, InterpreterBatch Batch) Create(string name)
    {
        ModelSpecification specification = Specialize(name);
        ModelGraph graph = GraphBuilder.Build(specification);
        Dictionary<string, float[]> parameters = ModelCases.CreateParameters(graph);
        InterpreterBatch batch = ModelCases.CreateBatch(specification);
        Interpreter interpreter = new(
            graph, batch, parameters.ToDictionary(static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value)), dropout: null);
        _ = interpreter.RunForward();
        GeneratedModel generated = Compiled.Value[specification];
        TransformerModel model = generated.CreateEmpty();

        foreach ((string parameter, float[] values) in parameters)
        {
            model.Write(parameter, values);
        }

        return (generated, model, interpreter, batch);
    }

    // Where there is room, behind another sequence.
    private static int Run(EncoderSession session, InterpreterBatch batch, int sequence)
    {
        if (batch.Images.Length > 0)
        {
            session.RunImages(batch.Images[sequence]);
            return 0;
        }

        int[] tokens = batch.Source.Sequences[sequence];
        int[][] types = batch.Source.Types.IsEmpty ? [] : [batch.Source.Types[sequence]];

        if (session.SequenceCapacity == 1)
        {
            session.Run([tokens], types);
            return 0;
        }

        session.Run([[1, 2], tokens], types.Length == 0 ? [] : [[0, 1], types[0]]);

        return 1;
    }

    // In the last slot: half of it as a prompt, then a token, then another prompt.
    private static int Feed(DecoderSession session, InterpreterBatch batch, int sequence)
    {
        int slot = session.SlotCapacity - 1;
        int[] tokens = batch.Target.Sequences[sequence];
        session.Reset();
        (session as EncoderDecoderSession)?.Encode([.. Enumerable.Repeat(batch.Source.Sequences[sequence], session.SequenceCapacity)]);

        foreach (int[] part in new[] { tokens[..(tokens.Length / 2)], tokens[(tokens.Length / 2)..((tokens.Length / 2) + 1)], tokens[((tokens.Length / 2) + 1)..] })
        {
            if (part.Length > 0)
            {
                session.Feed(slot, part);
            }
        }

        return slot;
    }

    private delegate AttentionMap Find(int layer, int head);

    private static void Check(IEnumerable<AttentionProbabilities[]> layers, int heads, int sequence, Find find)
    {
        int layer = 0;

        foreach (AttentionProbabilities[] items in layers)
        {
            for (int head = 0; head < heads; head++)
            {
                double[,] expected = items[(sequence * heads) + head].Values;
                AttentionMap map = find(layer, head);
                Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (map.Queries, map.Keys));

                for (int query = 0; query < map.Queries; query++)
                {
                    for (int key = 0; key < map.Keys; key++)
                    {
                        double difference = Math.Abs(expected[query, key] - map[query][key]);
                        Assert.True(difference < Tolerance, $"layer {layer}, head {head}: [{query}, {key}] is {map[query][key]}, not {expected[query, key]}.");
                    }
                }
            }

            layer++;
        }

        Assert.True(layer > 0);
    }

    private static float[] Copy(AttentionMap map)
    {
        float[] weights = new float[map.Queries * map.Keys];
        map.CopyTo(weights);

        return weights;
    }

    private static ModelSpecification Specialize(string name)
    {
        ModelSpecification specification = ModelCases.Read(name);

        return specification with
        {
            Model = $"{name}Seen",
            Inference = specification.Inference with { Attention = true },
            InstructionSets = InstructionSets.Avx2,
        };
    }
}
