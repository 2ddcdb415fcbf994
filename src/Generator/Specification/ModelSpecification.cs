using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>
/// Immutable, structurally equatable description of one Transformer: what the YAML says, with every default resolved and
/// every combination already validated. Nothing in it knows where in the file a value stood.
/// </summary>
internal sealed record ModelSpecification
{
    /// <summary>The name of the generated class, a C# identifier.</summary>
    public required string Model { get; init; }

    /// <summary>The namespace of the generated class; empty for the global namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The file name (never the path) of the spec, for headers.</summary>
    public required string FileName { get; init; }

    public required Architecture Architecture { get; init; }

    /// <summary>Token ids of the encoder side; 0 when there is no encoder.</summary>
    public required int SourceVocabulary { get; init; }

    /// <summary>Token ids of the decoder side; 0 when there is no decoder.</summary>
    public required int TargetVocabulary { get; init; }

    /// <summary>Classes per position: the vocabulary the output projection writes to.</summary>
    public required int Outputs { get; init; }

    public required int MaxLength { get; init; }

    public required int ModelSize { get; init; }

    public required int EncoderLayers { get; init; }

    public required int DecoderLayers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int FeedForwardSize { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>Columns of one head's queries and keys.</summary>
    public required int KeySize { get; init; }

    /// <summary>Columns of one head's values.</summary>
    public required int ValueSize { get; init; }

    public required Normalization Normalization { get; init; }

    public required float NormalizationEpsilon { get; init; }

    public required NormPlacement NormPlacement { get; init; }

    public required bool FinalNorm { get; init; }

    public required PositionalEncoding PositionalEncoding { get; init; }

    public required float RopeTheta { get; init; }

    public required Masking Masking { get; init; }

    /// <summary>Keys a decoder query sees, itself included; 0 for all of them.</summary>
    public required int Window { get; init; }

    public required bool Bias { get; init; }

    public required bool OutputBias { get; init; }

    public required bool TieEmbeddings { get; init; }

    public required bool ShareEmbeddings { get; init; }

    public required Initialization Initialization { get; init; }

    public required bool ScaleEmbeddings { get; init; }

    public required float Dropout { get; init; }

    public required float LabelSmoothing { get; init; }

    /// <summary>The compile-time capacity of a training batch; null for a model that only infers.</summary>
    public required TrainingCapacity? Training { get; init; }

    public required InferenceCapacity Inference { get; init; }

    /// <summary>What to emit, best first.</summary>
    public required InstructionSets InstructionSets { get; init; }

    /// <summary>The class with its namespace.</summary>
    public string FullName => this.Namespace.Length == 0 ? this.Model : $"{this.Namespace}.{this.Model}";

    public bool HasEncoder => this.Architecture != Architecture.Decoder;

    public bool HasDecoder => this.Architecture != Architecture.Encoder;
}

/// <summary>Rows and sequences a training step holds at most.</summary>
/// <param name="Sequences">Sequences per step: `batch`, or `tokens` when the capacity is given in tokens.</param>
/// <param name="Tokens">Rows per side and step: batch x length, or `tokens`.</param>
/// <param name="Length">The longest sequence of a step.</param>
internal sealed record TrainingCapacity(int Sequences, int Tokens, int Length);

/// <summary>Storage of the packed inference weights and the sizes of the key and value caches.</summary>
internal sealed record InferenceCapacity(WeightFormat Weights, int Sequences, int Beam);

internal enum Architecture { Decoder, Encoder, EncoderDecoder }

internal enum Normalization { LayerNorm, RmsNorm }

internal enum NormPlacement { Pre, Post }

internal enum PositionalEncoding { Sinusoidal, Learned, Rope, Alibi, None }

/// <summary>
/// What a position attends to: all before it and itself, or its whole sequence. There is no third: sequences keep their lengths in a batch,
/// and what stands beside them there is never attended to.
/// </summary>
internal enum Masking { Causal, Padding }

internal enum Initialization { PyTorch, Gpt2, Xavier }

/// <summary>The sets of `instruction_sets`; a flags value keeps the specification equatable and the order fixed.</summary>
[System.Flags]
internal enum InstructionSets
{
    None = 0,
    Avx512 = 1,
    Avx2 = 2,
    Neon = 4,
    Portable = 8,
    All = Avx512 | Avx2 | Neon | Portable,
}
