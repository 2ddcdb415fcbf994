using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Decoding token by token, alone and side by side, and encoding, against the whole sequence at once.</summary>
public sealed class DecodingKernelTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-6;

    public static TheoryData<string, string> Decoders => CompiledModels.DecodersWithSets;

    public static TheoryData<string, string> Encoders => CompiledModels.EncodersWithSets;

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Feed_GivesTheLogitsOfTheWholeSequence(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using DecoderSession session = generated.StartDecoding(model, workers);
        float[] decoded = new float[reference.Logits.Length];

        // Sequences follow one another in the same caches: what is left of the longer one before must not count.
        for (int sequence = 0; sequence < reference.Batch.Target.Sequences.Length; sequence++)
        {
            session.Reset();

            if (session is EncoderDecoderSession translator)
            {
                translator.Encode(reference.Batch.Source.Sequences[sequence]);
            }

            for (int position = 0; position < reference.Batch.Target.Sequences[sequence].Length; position++)
            {
                ReadOnlySpan<float> logits = session.Feed(reference.Batch.Target.Sequences[sequence][position]);

                if (reference.RowOf(sequence, position) is int row)
                {
                    logits.CopyTo(decoded.AsSpan(row * generated.Shape.Outputs));
                }
            }
        }

        this.Check($"{name} {set}", decoded, reference, Whole(generated, model, workers, reference));
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void FeedOfSlots_GivesTheLogitsOfTheWholeSequences(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using DecoderSession session = generated.StartDecoding(model, workers);
        int outputs = generated.Shape.Outputs;
        float[] decoded = new float[reference.Logits.Length];
        int[][] sequences = [.. reference.Batch.Target.Sequences];

        // As many as there is room for, in the last beams of the last sequences first; the others in further groups.
        foreach (int[] group in Enumerable.Range(0, sequences.Length).Chunk(session.SequenceCapacity))
        {
            int[] slots = [.. group.Select((_, i) => ((i + 1) * session.BeamCapacity) - 1)];
            (session as EncoderDecoderSession)?.Encode([.. group.Select(sequence => reference.Batch.Source.Sequences[sequence])]);
            session.Reset();

            for (int position = 0; position < group.Max(sequence => sequences[sequence].Length); position++)
            {
                int[] going = [.. Enumerable.Range(0, group.Length).Where(i => position < sequences[group[i]].Length).Reverse()];
                session.Feed([.. going.Select(i => slots[i])], [.. going.Select(i => sequences[group[i]][position])]);

                for (int row = 0; row < going.Length; row++)
                {
                    if (reference.RowOf(group[going[row]], position) is int place)
                    {
                        session.LogitsOf(row).CopyTo(decoded.AsSpan(place * outputs));
                    }
                }
            }
        }

        this.Check($"{name} {set}", decoded, reference, Whole(generated, model, workers, reference));
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Copy_GoesOnFromAnotherSlot(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using DecoderSession session = generated.StartDecoding(model);
        int[] tokens = reference.Batch.Target.Sequences[0];
        (session as EncoderDecoderSession)?.Encode(reference.Batch.Source.Sequences[0]);

        if (session is EncoderDecoderSession ? session.BeamCapacity == 1 : session.SlotCapacity == 1)
        {
            return;
        }

        foreach (int token in tokens[..^1])
        {
            _ = session.Feed(token);
        }

        session.Copy([0], [1]);
        Assert.Equal(tokens[..^1], session.TokensOf(1).ToArray());
        session.Feed([1, 0], [tokens[^1], tokens[^1]]);
        Assert.Equal(session.LogitsOf(1).ToArray(), session.LogitsOf(0).ToArray());
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Feed_OfAModelThatIsNotANumber_SaysSo(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);

        // The first weight that the feed-forward network has: a router's, where there are experts, of its last one.
        string broken = reference.Parameters.Keys.First(static key =>
            key.StartsWith("decoder.", StringComparison.Ordinal) && key.Contains(".feed_forward.", StringComparison.Ordinal));
        float[] values = [.. reference.Parameters[broken]];
        values[^1] = float.NaN;
        model.Write(broken, values);
        using DecoderSession session = generated.StartDecoding(model);
        (session as EncoderDecoderSession)?.Encode(reference.Batch.Source.Sequences[0]);

        // No maximum on the way, of relu or of a softmax, makes a number of it.
        Assert.All(session.Feed(reference.Batch.Target.Sequences[0][0]).ToArray(), static logit => Assert.True(float.IsNaN(logit)));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Run_GivesTheLogitsOfEveryPosition(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using EncoderSession session = (EncoderSession)generated.StartInference(model, workers);
        int[][] sequences = [.. reference.Batch.Source.Sequences];
        List<float> encoded = [];

        int[][] types = [.. reference.Batch.Source.Types];

        foreach ((int[][] group, int i) in sequences.Chunk(session.SequenceCapacity).Select(static (group, i) => (group, i)))
        {
            if (reference.Batch.Images.Length > 0)
            {
                session.RunImages([.. reference.Batch.Images.Skip(i * session.SequenceCapacity).Take(group.Length).SelectMany(static image => image)]);
            }
            else
            {
                session.Run(group, [.. types.Skip(i * session.SequenceCapacity).Take(group.Length)]);
            }

            encoded.AddRange(group.SelectMany((tokens, sequence) => reference.IsPooled
                ? session.LogitsOf(sequence).ToArray()
                : tokens.SelectMany((_, position) => session.LogitsOf(sequence, position).ToArray())));
        }

        this.Check($"{name} {set}", [.. encoded], reference, Whole(generated, model, workers, reference));
        if (reference.Batch.Images.Length > 0)
        {
            session.RunImages(reference.Batch.Images[1]);
        }
        else
        {
            session.Run(sequences[1], types.Length > 0 ? types[1] : []);
        }

        Assert.Equal(
            encoded.Skip((reference.IsPooled ? 1 : reference.Batch.Source.Starts[1]) * generated.Shape.Outputs).Take(generated.Shape.Outputs),
            reference.IsPooled ? session.LogitsOf(0).ToArray() : session.LogitsOf(0, 0).ToArray());
    }

    [Fact]
    public void LogitsOf_WhatThereIsNone_SaysWhich()
    {
        ReferenceRun reference = ReferenceRun.Of("MultiLabel");
        GeneratedModel generated = CompiledModels.Find("MultiLabel", CompiledModels.Sets[0]);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using EncoderSession session = (EncoderSession)generated.StartInference(model);
        session.Run([1, 2]);

        Assert.Contains("one row for a sequence", Assert.Throws<InvalidOperationException>(() => session.LogitsOf(0, 0)).Message);
        Assert.Contains("one row for a sequence", Assert.Throws<InvalidOperationException>(() => session.Pool(0, Pooling.Mean, new float[21])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.LogitsOf(1));

        GeneratedModel tagger = CompiledModels.Find("Encoder", CompiledModels.Sets[0]);
        using TransformerModel tags = CompiledModels.Create(tagger, ReferenceRun.Of("Encoder"));
        using EncoderSession positions = (EncoderSession)tagger.StartInference(tags);
        positions.Run([1, 2]);
        Assert.Contains("a row for each position", Assert.Throws<InvalidOperationException>(() => positions.LogitsOf(0)).Message);
    }

    private static float[] Whole(GeneratedModel generated, TransformerModel model, Workers workers, ReferenceRun reference)
    {
        using TrainingSession training = generated.StartTraining(model, workers);
        float[] whole = new float[reference.Logits.Length];
        training.ComputeLogits(reference.Batch.ToBatch(generated.Shape), whole);

        return whole;
    }

    private void Check(string name, float[] decoded, ReferenceRun reference, float[] whole)
    {
        Closeness closeness = new();
        closeness.Check("logits", decoded, Array.ConvertAll(whole, static value => (double)value), Tolerance);
        closeness.Check("logits", decoded, reference.Logits, Tolerance);
        output.WriteLine($"{name}: logits {closeness.Largest:0.0E+00}");
    }
}
