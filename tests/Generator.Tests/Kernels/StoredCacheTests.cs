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
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Caches of 16 and 8 bits: what sessions compute of keys and values that are rounded, and of nothing else that is.</summary>
public sealed class StoredCacheTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-6;

    // A key or a value that is almost halfway between two of a cache may become either, one in some thousands.
    private const double PartByChance = 0.25;

    // A single row and several; heads of a panel and of several; groups, slopes, windows, caps and biases; sources, short and long.
    private static readonly string[] Names = ["PreGelu", "Llama", "Alibi", "Paper", "WideHeads", "Deep", "LongWindow", "LongCapped", "LongRelative", "LongTranslator"];

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from name in Names
        from format in new[] { CacheFormat.BFloat16, CacheFormat.Int8 }
        from set in CompiledModels.Sets
        select Specialize(name, format.ToString(), set)));

    public static IEnumerable<object[]> Cases =>
        from name in Names
        from format in new[] { CacheFormat.BFloat16, CacheFormat.Int8 }
        from set in CompiledModels.Sets
        select new object[] { name, format.ToString(), set };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_AreThoseOfRoundedKeysAndValues(string name, string format, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = Compiled.Value[Specialize(name, format, set)];
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using DecoderSession session = generated.StartDecoding(model, workers);
        double[] rounded = LogitsOf(name, format, reference);
        double rounding = Largest(rounded, reference.Logits);
        double allowed = (Tolerance * rounded.Max(Math.Abs)) + (PartByChance * rounding);

        foreach (bool isPrompt in new[] { false, true })
        {
            double error = Largest(rounded, Decode(session, reference, isPrompt, rounded));
            output.WriteLine($"{name} {format} {set}, {(isPrompt ? "prompts" : "tokens")}: off by {error:0.0E+00} of {rounding:0.0E+00}");
            Assert.True(error <= allowed, $"Off by {error:0.0E+00}, and {allowed:0.0E+00} is allowed.");
        }
    }

    [Theory]
    [InlineData("BFloat16")]
    [InlineData("Int8")]
    public void Copy_TakesAllThatIsKept(string format)
    {
        ReferenceRun reference = ReferenceRun.Of("Deep");
        GeneratedModel generated = Compiled.Value[Specialize("Deep", format, "Portable")];
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using DecoderSession session = generated.StartDecoding(model);
        int[] tokens = reference.Batch.Target.Sequences[0];

        foreach (int token in tokens[..^1])
        {
            _ = session.Feed(token);
        }

        session.Copy([0], [1]);
        session.Feed([1, 0], [tokens[^1], tokens[^1]]);
        Assert.Equal(session.LogitsOf(1).ToArray(), session.LogitsOf(0).ToArray());
    }

    /// <summary>Integers have no NaN and no infinity, but scales have: what is wrong with a key or a value is wrong with its cache.</summary>
    [Theory]
    [InlineData("BFloat16", "key", float.NaN)]
    [InlineData("BFloat16", "value", float.NaN)]
    [InlineData("Int8", "key", float.NaN)]
    [InlineData("Int8", "value", float.NaN)]
    [InlineData("Int8", "value", float.PositiveInfinity)]
    public void WhatIsNotANumber_StaysNone(string format, string projection, float wrong)
    {
        ReferenceRun reference = ReferenceRun.Of("PreGelu");
        GeneratedModel generated = Compiled.Value[Specialize("PreGelu", format, "Portable")];
        using TransformerModel model = CompiledModels.Create(generated, reference);
        string name = $"decoder.layers.0.self_attention.{projection}.weight";
        float[] values = [.. reference.Parameters[name]];
        values[^1] = wrong;
        model.Write(name, values);
        using DecoderSession session = generated.StartDecoding(model);

        foreach (int token in reference.Batch.Target.Sequences[0])
        {
            Assert.All(session.Feed(token).ToArray(), static logit => Assert.True(float.IsNaN(logit)));
        }
    }

    [Theory]
    [InlineData("BFloat16", 2.0)]
    [InlineData("Int8", 3.7)]
    public void Session_TakesAFractionOfTheMemory(string format, double least)
    {
        double floats = SlotFloats(CacheFormat.Float32);
        Assert.True(floats / SlotFloats(Enum.Parse<CacheFormat>(format)) >= least);

        static long SlotFloats(CacheFormat format) =>
            new KeyValueCache("cache", Heads: 8, Positions: 1024, KeySize: 64, ValueSize: 64, format).SlotFloats;
    }

    private static ModelSpecification Specialize(string name, string format, string set)
    {
        ModelSpecification specification = ModelCases.Read(name);

        return specification with
        {
            Model = $"{name}Cache{format}{set}",
            InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)),
            Inference = specification.Inference with { Cache = Enum.Parse<CacheFormat>(format), Sequences = name == "Deep" ? 3 : specification.Inference.Sequences },
            Training = null,
        };
    }

    private static double[] LogitsOf(string name, string format, ReferenceRun reference)
    {
        ModelSpecification specification = ModelCases.Read(name);
        ModelGraph graph = GraphBuilder.Build(specification with { Inference = specification.Inference with { Cache = Enum.Parse<CacheFormat>(format) } });
        Dictionary<string, double[]> parameters = reference.Parameters.ToDictionary(
            static item => item.Key, static item => item.Value.Select(static value => (double)value).ToArray());
        Interpreter interpreter = new(graph, reference.Batch, parameters, dropout: null, keepsCaches: true);
        _ = interpreter.RunForward();

        return interpreter.Logits;
    }

    // Logits of every token fed alone, or, at the end of a sequence that is a prompt, of its last token; the others are as expected.
    private static double[] Decode(DecoderSession session, ReferenceRun reference, bool isPrompt, double[] expected)
    {
        double[] logits = [.. expected];

        for (int sequence = 0; sequence < reference.Batch.Target.Sequences.Length; sequence++)
        {
            int[] tokens = reference.Batch.Target.Sequences[sequence];
            session.Reset();
            (session as EncoderDecoderSession)?.Encode(reference.Batch.Source.Sequences[sequence]);

            for (int position = 0; position < tokens.Length; position++)
            {
                if (isPrompt && position < tokens.Length - 1)
                {
                    continue;
                }

                ReadOnlySpan<float> row = isPrompt ? session.Feed(tokens) : session.Feed(tokens[position]);

                if (reference.RowOf(sequence, position) is int place)
                {
                    row.ToArray().Select(static logit => (double)logit).ToArray().CopyTo(logits, place * row.Length);
                }
            }
        }

        return logits;
    }

    private static double Largest(double[] left, double[] right) => left.Zip(right, static (a, b) => Math.Abs(a - b)).Max();
}
