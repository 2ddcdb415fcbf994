using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Tests.Graph;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Inference with weights of 16, 8 and 4 bits: exactly the model of the rounded weights, and not far from the one of the floats.</summary>
public sealed class StoredWeightTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-6;

    // A row that is multiplied by integers is rounded to 16 bits, which the interpreter does not do.
    private const double IntegerTolerance = 2e-4;

    // A single row and several; tied tables; depths of several parts; a pass over sources; experts of a row and of several.
    private static readonly string[] Names = ["PreGelu", "Llama", "Encoder", "Paper", "Deep", "DeepTied", "Experts", "ManyExperts"];

    private static readonly WeightFormat[] IntegerFormats = [WeightFormat.Int8, WeightFormat.Int4];

    private static readonly WeightFormat[] Formats = [WeightFormat.BFloat16, WeightFormat.Int8, WeightFormat.Int4];

    // An activation that is almost halfway between two integers may become either, one in some thousands.
    private const double PartByChance = 0.25;

    // The state of a recurrence is multiplied by floats only.
    private static readonly string[] OfFloats = ["WideRecurrent", "Recurrent"];

    private static readonly Lazy<ModelLibrary> OfBytes = new(static () => ModelLibrary.Compile(
        from name in Names
        from format in IntegerFormats
        from set in CompiledModels.Sets
        select SpecializeBytes(name, format.ToString(), set)));

    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        from stored in Stored
        from set in CompiledModels.Sets
        select Specialize(stored.Name, stored.Format.ToString(), set)));

    public static IEnumerable<object[]> Cases =>
        from stored in Stored
        from set in CompiledModels.Sets
        select new object[] { stored.Name, stored.Format.ToString(), set };

    public static IEnumerable<object[]> CasesOfBytes =>
        from name in Names
        from format in IntegerFormats
        from set in CompiledModels.Sets
        select new object[] { name, format.ToString(), set };

    private static IEnumerable<(string Name, WeightFormat Format)> Stored =>
    [
        .. from name in Names from format in Formats select (name, format), .. OfFloats.Select(static name => (name, WeightFormat.BFloat16)),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_AreThoseOfTheRoundedWeights(string name, string format, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = Compiled.Value[Specialize(name, format, set)];
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using InferenceSession session = generated.StartInference(model, workers);
        float[] logits = Run(session, reference.Batch, generated.Shape.Outputs);

        Closeness rounded = new();
        rounded.Check("logits", logits, LogitsOfRounded(name, Enum.Parse<WeightFormat>(format), reference), WeightLayout.Of(Enum.Parse<WeightFormat>(format)).IsInteger ? IntegerTolerance : Tolerance);

        // Where experts are chosen by rounded weights, a row may have another one.
        Closeness exact = new();
        exact.Check("logits", logits, reference.Logits, ModelCases.Read(name).Experts is null ? format == "Int4" ? 0.5 : 0.05 : double.PositiveInfinity);
        output.WriteLine($"{name} {format} {set}: of the rounded model {rounded.Largest:0.0E+00}, of the float32 model {exact.Largest:0.0E+00}");
        Assert.True(exact.Largest > 1e-4, "The weights were not rounded.");
    }

    [Theory]
    [MemberData(nameof(CasesOfBytes))]
    public void Logits_AreThoseOfActivationsOfBytes(string name, string format, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = OfBytes.Value[SpecializeBytes(name, format, set)];
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using InferenceSession session = generated.StartInference(model, workers);
        float[] logits = Run(session, reference.Batch, generated.Shape.Outputs);
        double[] rounded = LogitsOfRounded(name, Enum.Parse<WeightFormat>(format), reference, ActivationFormat.Int8);
        double[] exact = LogitsOfRounded(name, Enum.Parse<WeightFormat>(format), reference);
        double rounding = rounded.Zip(exact, static (a, b) => Math.Abs(a - b)).Max();
        double error = rounded.Zip(logits, static (a, b) => Math.Abs(a - b)).Max();
        double allowed = (Tolerance * rounded.Max(Math.Abs)) + (PartByChance * rounding);

        output.WriteLine($"{name} {format} {set}: off by {error:0.0E+00} of {rounding:0.0E+00}");
        Assert.True(error <= allowed, $"Off by {error:0.0E+00}, and {allowed:0.0E+00} is allowed.");
    }

    [Theory]
    [InlineData("Deep", "Int8")]
    [InlineData("ManyExperts", "Int4")]
    [InlineData("Encoder", "Int8")]
    public void ActivationsOfBytes_OnAnyNumberOfThreads_GiveTheSameBits(string name, string format)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = OfBytes.Value[SpecializeBytes(name, format, "Avx2")];
        using TransformerModel model = CompiledModels.Create(generated, reference);
        float[][] logits = [.. new[] { 1, 2, 5 }.Select(threads =>
        {
            using Workers workers = new(threads);
            using InferenceSession session = generated.StartInference(model, workers);

            return Run(session, reference.Batch, generated.Shape.Outputs);
        })];

        Assert.Equal(logits[0], logits[1]);
        Assert.Equal(logits[0], logits[2]);
    }

    [Theory]
    [InlineData("Int8")]
    [InlineData("Int4")]
    public void InfiniteWeight_NamesTheParameter(string format)
    {
        GeneratedModel generated = Compiled.Value[Specialize("PreGelu", format, "Portable")];
        using TransformerModel model = generated.Initialize(1);
        const string Name = "decoder.layers.1.feed_forward.up.weight";
        float[] values = new float[model.Description.Parameters.Single(static info => info.Name == Name).Count];
        values[^1] = float.PositiveInfinity;
        model.Write(Name, values);

        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => generated.StartInference(model));
        Assert.Equal(
            $"{model.Description.Name}: {Name} has elements that are infinite or no numbers, which {format.ToLowerInvariant()} cannot store (`inference.weights`).", problem.Message);
    }

    private static ModelSpecification Specialize(string name, string format, string set)
    {
        ModelSpecification specification = ModelCases.Read(name);

        return specification with
        {
            Model = $"{name}{format}{set}",
            InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)),
            Inference = specification.Inference with { Weights = Enum.Parse<WeightFormat>(format), Sequences = name == "Deep" ? 3 : specification.Inference.Sequences },
            Training = null,
        };
    }

    private static ModelSpecification SpecializeBytes(string name, string format, string set)
    {
        ModelSpecification specification = Specialize(name, format, set);

        return specification with
        {
            Model = $"{specification.Model}Bytes",
            Inference = specification.Inference with { Activations = ActivationFormat.Int8 },
        };
    }

    private static float[] Run(InferenceSession session, InterpreterBatch batch, int outputs)
    {
        List<float> logits = [];

        if (session is EncoderSession encoder)
        {
            foreach (int[] tokens in batch.Source.Sequences)
            {
                encoder.Run(tokens);
                logits.AddRange(Enumerable.Range(0, tokens.Length).SelectMany(position => encoder.LogitsOf(0, position).ToArray()));
            }

            return [.. logits];
        }

        DecoderSession decoder = (DecoderSession)session;

        for (int sequence = 0; sequence < batch.Target.Sequences.Length; sequence++)
        {
            decoder.Reset();
            (decoder as EncoderDecoderSession)?.Encode(batch.Source.Sequences[sequence]);
            logits.AddRange(batch.Target.Sequences[sequence].SelectMany(token => decoder.Feed(token).ToArray()));
        }

        return [.. logits];
    }

    private static double[] LogitsOfRounded(
        string name, WeightFormat format, ReferenceRun reference, ActivationFormat activations = ActivationFormat.Float32)
    {
        (ModelGraph graph, Dictionary<string, double[]> rounded) = RoundAll(ModelCases.Read(name), format, reference.Parameters);
        Interpreter interpreter = new(graph, reference.Batch, rounded, dropout: null, activations: activations);
        _ = interpreter.RunForward();

        return interpreter.Logits;
    }

    /// <summary>
    /// The model that a session of stored weights runs, with its parameters. A tied table is rounded where it is a product's weights, and
    /// where tokens are looked up only with integers: a model with two tables.
    /// </summary>
    internal static (ModelGraph Graph, Dictionary<string, double[]> Parameters) RoundAll(
        ModelSpecification specification, WeightFormat format, IReadOnlyDictionary<string, float[]> exact)
    {
        Dictionary<string, float[]> parameters = exact.ToDictionary();

        if (specification.TieEmbeddings)
        {
            // A table that both stacks share has its first one's name.
            string stack = specification.HasDecoder && !specification.ShareEmbeddings ? "decoder" : "encoder";
            parameters["output.weight"] = parameters[$"{stack}.token_embedding.weight"];
        }

        ModelGraph graph = GraphBuilder.Build(specification with { TieEmbeddings = false });
        Dictionary<string, double[]> rounded = parameters.ToDictionary(static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value));

        foreach ((string canonical, Parameter parameter) in Parameters(graph).Where(item => IsStored(item.Parameter, format)))
        {
            // The products of a tied table keep 8 bits at least.
            bool isTable = parameter.IsOfTokens || (specification.TieEmbeddings && canonical == "output.weight");
            rounded[canonical] = Round(isTable ? WeightLayout.Of(format).OfTables : format, parameters[canonical], parameter.Second!);
        }

        return (graph, rounded);
    }

    private static bool IsStored(Parameter parameter, WeightFormat format) =>
        parameter.Kind == ParameterKind.Projection || (parameter.IsOfTokens && WeightLayout.Of(format).IsInteger);

    private static IEnumerable<(string Name, Parameter Parameter)> Parameters(ModelGraph graph) =>
        from block in graph.Blocks
        from repetition in Enumerable.Range(0, block.ParameterSets)
        from parameter in block.Parameters
        select (block.NameOf(parameter, repetition), parameter);

    private static double[] Round(WeightFormat format, float[] values, Axis inputs) => format == WeightFormat.BFloat16
        ? [.. values.Select(static value => RoundToBits(value, 8))]
        : [.. values.Chunk(inputs.Count).Chunk(16).SelectMany(rows => RoundToIntegers(format, rows, inputs))];

    // To so many bits, ties to even.
    private static double RoundToBits(double value, int bits)
    {
        double unit = Math.ScaleB(1, Math.ILogB(value) + 1 - bits);

        return value == 0 ? 0 : Math.Round(value / unit) * unit;
    }

    // As they stand in memory: 16 outputs side by side, inputs where their heads have room for them.
    private static IEnumerable<double> RoundToIntegers(WeightFormat format, float[][] outputs, Axis inputs)
    {
        int[] places = [.. Enumerable.Range(0, inputs.Count).Select(input => (input / inputs.Size * inputs.PaddedSize) + (input % inputs.Size))];
        double[][] columns = [.. outputs.Select(_ => new double[inputs.Padded])];

        foreach ((int column, float[] output) in outputs.Index())
        {
            foreach ((int input, float value) in output.Index())
            {
                columns[column][places[input]] = value;
            }
        }

        return StoredPanel.Round(format, columns).SelectMany(column => places.Select(place => column[place]));
    }
}
