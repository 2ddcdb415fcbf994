using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Prompts, many positions in a pass, against the whole sequence at once and against token by token.</summary>
public sealed class PromptKernelTests
{
    private const double Tolerance = 5e-6;

    // Where attention's sums differ in their last place, a few activations are rounded to the next of 32,767 steps.
    private const double IntegerTolerance = 1e-4;

    // Longer than two passes of a prompt. Query heads share key and value heads; or queries see some keys, from the middle of a panel of the cache on.
    private static readonly (string Name, string Text)[] Models =
    [
        ("Long", """
            architecture: decoder
            vocabulary: 37
            max_length: 450
            d_model: 40
            layers: 2
            heads: 4
            kv_heads: 2
            d_ff: 72
            activation: swiglu
            norm: rmsnorm
            positional_encoding: rope

            """),
        ("Windowed", """
            architecture: decoder
            vocabulary: 37
            max_length: 450
            d_model: 42
            layers: 2
            heads: 6
            d_ff: 72
            window: 21
            positional_encoding: alibi

            """),
    ];

    private static readonly WeightFormat[] Formats = [WeightFormat.Float32, WeightFormat.Int8, WeightFormat.Int4];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from model in Models
        from format in Formats
        from set in CompiledModels.Sets
        from sequences in new[] { 1, 3 }
        select Specialize(model.Name, format.ToString(), set, sequences)));

    public static TheoryData<string, string> Decoders => CompiledModels.DecodersWithSets;

    public static IEnumerable<object[]> LongCases =>
        from model in Models
        from format in Formats
        from set in CompiledModels.Sets
        select new object[] { model.Name, format.ToString(), set };

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Prompt_GivesTheLogitsOfTheWholeSequence(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using DecoderSession session = generated.StartDecoding(model, workers);
        int slot = session.BeamCapacity - 1;

        for (int sequence = 0; sequence < reference.Batch.Target.Sequences.Length; sequence++)
        {
            int[] tokens = reference.Batch.Target.Sequences[sequence];
            session.Reset();
            (session as EncoderDecoderSession)?.Encode(reference.Batch.Source.Sequences[sequence]);

            // A prompt, a continuation of it, then a token: each sees what those before have left in the caches.
            foreach ((int start, int end) in new[] { (0, tokens.Length / 2), (tokens.Length / 2, tokens.Length - 1), (tokens.Length - 1, tokens.Length) }.Where(static part => part.Item1 < part.Item2))
            {
                session.Feed(slot, tokens.AsSpan(start, end - start));

                if (reference.RowOf(sequence, end - 1) is int row)
                {
                    double[] expected = reference.Logits.AsSpan(row * generated.Shape.Outputs, generated.Shape.Outputs).ToArray();
                    new Closeness().Check("logits", session.LogitsOf(0).ToArray(), expected, Tolerance);
                }
            }

            Assert.Equal(tokens, session.TokensOf(slot).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(LongCases))]
    public void LongPrompt_GivesTheLogitsOfItsTokens(string name, string format, string set)
    {
        GeneratedModel generated = Compiled.Value[Specialize(name, format, set, sequences: 1)];
        using TransformerModel model = generated.Initialize(seed: 5);
        using Workers workers = new(3);
        using DecoderSession session = generated.StartDecoding(model, workers);
        int[] tokens = Tokens(seed: 1, 2 * RowPlan.Prompt + 40);
        List<float[]> expected = [.. tokens.Select(token => session.Feed(token).ToArray())];

        foreach (int split in new[] { 0, 1, 21, RowPlan.Prompt + 1 })
        {
            session.Reset();

            if (split > 0)
            {
                Check(session.Feed(tokens.AsSpan(..split)), expected[split - 1], format);
            }

            Check(session.Feed(tokens.AsSpan(split..)), expected[^1], format);
        }
    }

    [Theory]
    [MemberData(nameof(LongCases))]
    public void PromptsSideBySide_GiveWhatTheyGiveAlone(string name, string format, string set)
    {
        GeneratedModel generated = Compiled.Value[Specialize(name, format, set, sequences: 3)];
        using TransformerModel model = generated.Initialize(seed: 5);
        using Workers workers = new(2);
        using DecoderSession session = generated.StartDecoding(model, workers);
        int[][] prompts = [Tokens(2, 150), Tokens(3, 1), Tokens(4, 90), Tokens(5, 2), Tokens(6, 211)];

        IReadOnlyList<int[]> together = session.GenerateAll(prompts, Sampling.Greedy, count: 5);

        for (int prompt = 0; prompt < prompts.Length; prompt++)
        {
            Assert.Equal(session.GenerateAll([prompts[prompt]], Sampling.Greedy, count: 5)[0], together[prompt]);
        }
    }

    private static void Check(ReadOnlySpan<float> logits, float[] expected, string format) => new Closeness().Check(
        "logits", logits.ToArray(), Array.ConvertAll(expected, static value => (double)value), format != "Float32" ? IntegerTolerance : Tolerance);

    private static int[] Tokens(int seed, int count)
    {
        Random random = new(seed);

        return [.. Enumerable.Range(0, count).Select(_ => random.Next(37))];
    }

    private static ModelSpecification Specialize(string name, string format, string set, int sequences) =>
        SpecializedModels.Read(name, Models.Single(model => model.Name == name).Text, format, set, sequences);
}
