using System;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Runtime.Tests;

/// <summary>
/// A small model written by hand on the base classes: logits = W norm(E[token]) + b with norm(x) = gain * x. Its table has 19 rows, its
/// projection is transposed and has a copy, so that every layout of a parameter occurs.
/// </summary>
internal sealed class Bigram : TransformerModel, ITransformer<Bigram>
{
    public const int Vocabulary = 19;
    public const int Width = 21;
    public const int PaddedWidth = 32;
    public const int PaddedVocabulary = 32;
    public const int MaxLength = 12;
    public const int Sequences = 5;

    public const string Table = "decoder.token_embedding.weight";
    public const string Gain = "decoder.final_norm.weight";
    public const string Weight = "output.weight";
    public const string LayerWeight = "decoder.layers.0.projection.weight";
    public const string Bias = "output.bias";

    public const int TableOffset = 0;
    public const int GainOffset = TableOffset + (Vocabulary * PaddedWidth);
    public const int WeightOffset = GainOffset + PaddedWidth;
    public const int BiasOffset = WeightOffset + (PaddedWidth * PaddedVocabulary);
    public const int Floats = BiasOffset + PaddedVocabulary;

    public Bigram()
        : this(Shape)
    {
    }

    private Bigram(ModelDescription description)
        : base(description)
    {
    }

    public static ModelDescription Shape { get; } = Describe();

    private static ImmutableArray<ParameterInfo> Own =>
    [
        new ParameterInfo
        {
            Name = Table, First = new(1, Vocabulary), Second = new(1, Width), Offset = TableOffset, Rows = Vocabulary,
            Initialization = new(ParameterDistribution.Normal, 1),
        },
        new ParameterInfo
        {
            Name = Gain, First = new(1, Width), Offset = GainOffset, Rows = 1, Initialization = new(ParameterDistribution.Constant, 1),
        },
        new ParameterInfo
        {
            Name = Weight, First = new(1, Vocabulary), Second = new(1, Width), Transposed = true, Offset = WeightOffset, Rows = PaddedWidth,
            CopyOffset = 0, CopyRows = PaddedVocabulary, Initialization = new(ParameterDistribution.Uniform, 0.2f),
        },
        new ParameterInfo
        {
            Name = Bias, First = new(1, Vocabulary), Offset = BiasOffset, Rows = 1, Initialization = new(ParameterDistribution.Constant, 0),
        },
    ];

    /// <summary>This model, but for what is given.</summary>
    public static ModelDescription Describe(
        string function = "heads: 1; activation: none",
        int sourceVocabulary = 0,
        int trainingSequences = Sequences,
        nuint parameterFloats = Floats,
        nuint copyFloats = PaddedWidth * PaddedVocabulary,
        ImmutableArray<ParameterInfo>? parameters = null) => new()
    {
        Name = "Bigram",
        SpecificationHash = "bigram-1",
        Function = function,
        SourceVocabulary = sourceVocabulary,
        TargetVocabulary = Vocabulary,
        Outputs = Vocabulary,
        MaxLength = MaxLength,
        TrainingSequences = trainingSequences,
        TrainingTokens = Sequences * MaxLength,
        TrainingLength = MaxLength,
        ParameterFloats = parameterFloats,
        CopyFloats = copyFloats,
        ParameterCount = (Vocabulary * Width) + Width + (Vocabulary * Width) + Vocabulary,
        AttentionSize = 0,
        Parameters = parameters ?? Own,
    };

    public static Bigram CreateEmpty() => new();

    public static Bigram Initialize(ulong seed) => ModelFactory.Initialize<Bigram>(seed);

    /// <summary>The same model, whose projection has the name of a matrix in a layer.</summary>
    public static Bigram InitializeWithALayer(ulong seed)
    {
        ImmutableArray<ParameterInfo> parameters =
        [
            .. Own.Select(static info => info.Name != Weight ? info : new ParameterInfo
            {
                Name = LayerWeight, First = info.First, Second = info.Second, Transposed = true, Offset = info.Offset, Rows = info.Rows,
                CopyOffset = info.CopyOffset, CopyRows = info.CopyRows, Initialization = info.Initialization,
            }),
        ];
        Bigram model = new(Describe(parameters: parameters));
        ParameterInitializer.Initialize(model, seed);

        return model;
    }

    public TrainingSession StartTraining(Workers workers) => new BigramTraining(this, workers);

    public BigramInference StartInference(Workers workers, int sequences = 1, int beam = 1, int draft = 0) =>
        new(this, workers, sequences, beam, draft);

    InferenceSession ITransformer<Bigram>.StartInference(Workers? workers) => new BigramInference(this, workers);

    public float[] Read(string name)
    {
        int count = 0;

        foreach (ParameterInfo info in this.Description.Parameters)
        {
            count = info.Name == name ? (int)info.Count : count;
        }

        float[] values = new float[count];
        this.Read(name, values);

        return values;
    }

    public unsafe float[] Snapshot() => new ReadOnlySpan<float>(this.Parameters.Pointer, Floats).ToArray();

    /// <summary>The place of element (row, column) in a panel matrix.</summary>
    public static int Panel(int rows, int row, int column) => (column / 16 * rows * 16) + (row * 16) + (column % 16);
}
