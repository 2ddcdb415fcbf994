using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;
using Weft.Generator.Tests.Kernels;
using Weft.Stress.Running;

namespace Weft.Stress.Inference;

/// <summary>
/// Everything that a session puts out, in whatever slot and order it was fed, against the whole sequence at once in double. Stored weights of
/// fewer bits are compared with the same weights as they are stored.
/// </summary>
internal sealed class InferenceCheck : IModelCheck
{
    private const long MostProducts = 2_000_000;
    private const int SequencesOfCase = 24;
    private const int MostSlots = 64;
    private const int MostThreads = 3;

    private const double Tolerance = 1e-5;
    private const double PartByChance = 0.25;

    // What weights of 8 and 4 bits are multiplied by is rounded to 16 bits of its row's largest, which the interpreter does not do.
    private const double IntegerTolerance = 5e-3;
    private const double IntegerMove = 1.0 / (1 << 16);

    /// <inheritdoc/>
    public string Verb => "inference";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Pinned { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public bool Wants(ModelSpecification specification) =>
        !IsUntiedByRounding(specification)
        && specification.Inference.Rows <= MostSlots
        && ModelCost.Products(specification, SequencesOfCase * specification.MaxLength) <= MostProducts;

    /// <inheritdoc/>
    public Outcome Check(ModelSpecification specification, GeneratedModel generated, int seed)
    {
        Random random = new(seed);
        Dictionary<string, float[]> parameters = ModelCases.CreateParameters(GraphBuilder.Build(specification), seed);
        Answer[] answers = Run(specification, generated, parameters, random);
        specification.AddIdentity(parameters);
        WeightFormat format = specification.Inference.Weights;
        (ModelGraph graph, Dictionary<string, double[]> stored) = format == WeightFormat.Float32
            ? (GraphBuilder.Build(specification.WithTraining()), ModelParameters.Exact(parameters))
            : StoredWeightTests.RoundAll(specification.WithTraining() with { Adapters = null }, format, Merged(specification, parameters));
        specification.AddIdentity(stored);
        (double tolerance, double most) = WeightLayout.Of(format).IsInteger ? (IntegerTolerance, IntegerMove) : (Tolerance, ModelParameters.Move);

        return Quantities.Judge(
            Expect(graph, specification, answers, stored, tolerance),
            answers.Index().ToDictionary(static item => Name(item.Index, item.Item), static item => item.Item.Logits),
            move => Expect(graph, specification, answers, ModelParameters.Moved(stored, move, most), tolerance, new Random(move)));
    }

    // What is rounded are the weights with adapters in them.
    private static Dictionary<string, float[]> Merged(ModelSpecification specification, Dictionary<string, float[]> parameters)
    {
        const string first = ".lora_A.weight";
        Dictionary<string, float[]> merged = parameters.Where(static item => !item.Key.Contains(".lora_", StringComparison.Ordinal))
            .ToDictionary(static item => item.Key, static item => (float[])item.Value.Clone());

        foreach (string name in parameters.Keys.Where(static name => name.EndsWith(first, StringComparison.Ordinal)))
        {
            string module = name[..^first.Length];
            AddProduct(merged[$"{module}.weight"], parameters[name], parameters[$"{module}.lora_B.weight"], specification.Adapters!);
        }

        return merged;
    }

    private static void AddProduct(float[] weight, float[] a, float[] b, AdapterShape shape)
    {
        int inputs = a.Length / shape.Rank;

        for (int i = 0; i < weight.Length; i++)
        {
            double sum = 0;

            for (int row = 0; row < shape.Rank; row++)
            {
                sum += (double)b[(i / inputs * shape.Rank) + row] * a[(row * inputs) + (i % inputs)];
            }

            weight[i] = (float)(weight[i] + ((double)shape.Alpha / shape.Rank * sum));
        }
    }

    // The oracle of stored weights is a model with two tables, and the second of those would read other columns.
    private static bool IsUntiedByRounding(ModelSpecification specification) =>
        specification.Inference.Weights != WeightFormat.Float32 && specification.TieEmbeddings && specification.HasEmbeddingProjection;

    private static Answer[] Run(ModelSpecification specification, GeneratedModel generated, Dictionary<string, float[]> parameters, Random random)
    {
        using TransformerModel model = ModelParameters.CreateModel(generated, parameters);
        using Workers workers = new(random.Next(1, MostThreads + 1));
        using InferenceSession session = generated.StartInference(model, workers);

        return session is EncoderSession encoder
            ? [.. EncoderDriver.Run(encoder, specification, random)]
            : [.. new DecoderDriver((DecoderSession)session, specification, random).Run()];
    }

    private static List<Quantity> Expect(
        ModelGraph graph, ModelSpecification specification, Answer[] answers, Dictionary<string, double[]> parameters, double tolerance,
        Random? moves = null)
    {
        InterpreterBatch batch = InterpreterBatch.WithoutLabels(
            specification,
            specification.HasEncoder ? [.. answers.Select(static answer => answer.Source)] : [],
            specification.HasDecoder ? [.. answers.Select(static answer => answer.Target)] : [],
            answers.Select(static answer => answer.Image).OfType<float[]>());
        double[] logits = Logits(graph, batch, parameters, moves, specification.Inference);
        double allowed = (tolerance * logits.Max(Math.Abs)) + ByChance(graph, specification, batch, parameters, logits);

        return [.. answers.Select((answer, i) => new Quantity(
            Name(i, answer),
            logits.AsSpan((specification.Pooling is null ? batch.Outputs.Starts[i] + answer.Position : i) * specification.Outputs, specification.Outputs).ToArray(),
            allowed))];
    }

    // A key, a value or an activation that is almost halfway between two that are kept may become either: one in some thousands, and so a
    // small part of what rounding does as a whole.
    private static double ByChance(
        ModelGraph graph, ModelSpecification specification, InterpreterBatch batch, Dictionary<string, double[]> parameters, double[] logits) =>
        specification.Inference is { Cache: CacheFormat.Float32, Activations: ActivationFormat.Float32 }
            ? 0
            : PartByChance * Logits(graph, batch, parameters, moves: null, kept: null)
                .Zip(logits, static (exact, kept) => Math.Abs(exact - kept)).Max();

    private static double[] Logits(
        ModelGraph graph, InterpreterBatch batch, Dictionary<string, double[]> parameters, Random? moves, InferenceCapacity? kept)
    {
        Interpreter run = new(
            graph, batch, parameters, dropout: null, moves, keepsCaches: kept is not null,
            activations: kept?.Activations ?? ActivationFormat.Float32);
        _ = run.RunForward();

        return run.Logits;
    }

    private static string Name(int index, Answer answer) => $"logits {index}, {answer.Way}";
}
