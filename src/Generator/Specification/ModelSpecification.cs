using System;
using System.Collections.Immutable;
using System.Linq;
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

    /// <summary>What an encoder reads in the place of tokens; null where it reads tokens.</summary>
    public required ImageInput? Image { get; init; }

    /// <summary>Types of tokens that have an embedding each; 0 where they have none.</summary>
    public required int TokenTypes { get; init; }

    public required OutputForm Output { get; init; }

    /// <summary>What stands between the last layer and the output; null for nothing.</summary>
    public required HeadTransform? Head { get; init; }

    /// <summary>How the rows of a sequence become the one that is projected; null where every position has an output.</summary>
    public required PoolingForm? Pooling { get; init; }

    /// <summary>What training makes small; null where there are no scores to compare.</summary>
    public required LossFunction? Loss { get; init; }

    /// <summary>Columns of the output: scores of classes or tokens, values, or d_model.</summary>
    public required int Outputs { get; init; }

    public required int MaxLength { get; init; }

    public required int ModelSize { get; init; }

    /// <summary>Columns of the tables of embeddings; others than d_model go through a projection.</summary>
    public required int EmbeddingSize { get; init; }

    public required int EncoderLayers { get; init; }

    public required int DecoderLayers { get; init; }

    /// <summary>Whether all layers of a stack have the same parameters.</summary>
    public required bool SharedLayers { get; init; }

    /// <summary>The sizes of an encoder's layers where they are unlike those of the decoder; null where they are not.</summary>
    public required LayerSizes? Encoder { get; init; }

    /// <summary>What mixes the tokens of a layer.</summary>
    public required Mixer Mixer { get; init; }

    /// <summary>Attention heads; 1 where nothing attends.</summary>
    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int FeedForwardSize { get; init; }

    /// <summary>The experts that the feed-forward network of every layer consists of; null where it is one.</summary>
    public required ExpertMixture? Experts { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>Columns of one head's queries and keys.</summary>
    public required int KeySize { get; init; }

    /// <summary>Columns of one head's values.</summary>
    public required int ValueSize { get; init; }

    public required Normalization Normalization { get; init; }

    public required float NormalizationEpsilon { get; init; }

    public required NormPlacement NormPlacement { get; init; }

    public required bool FinalNorm { get; init; }

    /// <summary>Whether a norm stands before the first layer's attention too.</summary>
    public required bool FirstNorm { get; init; }

    /// <summary>Whether a norm follows the embeddings.</summary>
    public required bool EmbeddingNorm { get; init; }

    public required QueryKeyNorm QueryKeyNorm { get; init; }

    public required ParallelSublayers ParallelSublayers { get; init; }

    public required PositionalEncoding PositionalEncoding { get; init; }

    public required float RopeTheta { get; init; }

    /// <summary>The part of a head's queries and keys that rope turns.</summary>
    public required float RopeFraction { get; init; }

    /// <summary>The theta of local layers.</summary>
    public required float RopeLocalTheta { get; init; }

    /// <summary>How the frequencies of global layers are stretched; null where they are not.</summary>
    public required RopeScaling? RopeScaling { get; init; }

    /// <summary>Whether rope turns queries and keys of a layer, by turns over the layers.</summary>
    public required EquatableArray<bool> Turns { get; init; }

    /// <summary>The biases that scores have by distance; null where they have none.</summary>
    public required RelativeBias? RelativeBias { get; init; }

    /// <summary>What scores are multiplied by.</summary>
    public required float AttentionScale { get; init; }

    /// <summary>The soft cap of scores; 0 for none.</summary>
    public required float AttentionSoftCap { get; init; }

    /// <summary>What logits are multiplied by, before any cap.</summary>
    public required float LogitScale { get; init; }

    /// <summary>What embeddings are multiplied by, besides sqrt(d_model) where the spec has that.</summary>
    public required float EmbeddingScale { get; init; }

    /// <summary>What a sublayer gives is multiplied by before it joins the residual stream.</summary>
    public required float ResidualScale { get; init; }

    /// <summary>The soft cap of logits; 0 for none.</summary>
    public required float LogitSoftCap { get; init; }

    public required Masking Masking { get; init; }

    /// <summary>
    /// Keys that a query of a local layer sees in a direction, itself included: those before it, and in an encoder those behind it too;
    /// 0 for all of them.
    /// </summary>
    public required int Window { get; init; }

    /// <summary>Whether a layer sees all keys whatever the window, by turns over the layers.</summary>
    public required EquatableArray<bool> SeesAll { get; init; }

    /// <summary>Whether the projections to queries, keys and values have a bias, or those to the gates of a recurrence.</summary>
    public required bool QueryKeyValueBias { get; init; }

    public required bool AttentionOutputBias { get; init; }

    public required bool FeedForwardBias { get; init; }

    /// <summary>Whether layer normalization adds a bias; root mean square normalization never does.</summary>
    public required bool NormBias { get; init; }

    public required bool OutputBias { get; init; }

    public required bool TieEmbeddings { get; init; }

    public required bool ShareEmbeddings { get; init; }

    public required Initialization Initialization { get; init; }

    public required bool ScaleEmbeddings { get; init; }

    /// <summary>The part of embeddings and of what joins the residual stream that is dropped in training.</summary>
    public required float Dropout { get; init; }

    /// <summary>The part of attention weights that is dropped.</summary>
    public required float AttentionDropout { get; init; }

    /// <summary>The part of feed-forward networks' inner activations that is dropped.</summary>
    public required float ActivationDropout { get; init; }

    public required float LabelSmoothing { get; init; }

    /// <summary>Matrices of low rank beside the projections of layers; null where there are none.</summary>
    public required AdapterShape? Adapters { get; init; }

    /// <summary>The compile-time capacity of a training batch; null for a model that only infers.</summary>
    public required TrainingCapacity? Training { get; init; }

    public required InferenceCapacity Inference { get; init; }

    /// <summary>What to emit, best first.</summary>
    public required InstructionSets InstructionSets { get; init; }

    /// <summary>Whether some parameters are trained and others are not, or may be.</summary>
    public bool TrainsAPart => this.Training is { Trained.Count: > 0 } || (this.Training is not null && this.Adapters is not null);

    /// <summary>
    /// Whether the parameter of that name is trained, and not frozen: with adapters these alone, and what a pattern names.
    /// </summary>
    /// <param name="name">The canonical name.</param>
    /// <param name="isAdapter">Whether it is of an adapter.</param>
    public bool Trains(string name, bool isAdapter) =>
        this.Training is not null && (isAdapter || !this.TrainsAPart || this.Training.Trains(name));

    /// <summary>The class with its namespace.</summary>
    public string FullName => this.Namespace.Length == 0 ? this.Model : $"{this.Namespace}.{this.Model}";

    /// <summary>Whether layers mix tokens by a recurrence, and have no attention.</summary>
    public bool IsRecurrent => this.Mixer == Mixer.Gru;

    /// <summary>Whether training drops anything.</summary>
    public bool Drops => this.Dropout > 0 || this.AttentionDropout > 0 || this.ActivationDropout > 0;

    /// <summary>Whether every projection of a layer has a bias.</summary>
    public bool Bias => this.QueryKeyValueBias && this.AttentionOutputBias && this.FeedForwardBias;

    /// <summary>What scores are multiplied by unless a spec says otherwise, 1 / sqrt(d_key). Vaswani et al. 2017.</summary>
    public static float UsualScale(int keySize) => (float)(1 / Math.Sqrt(keySize));

    /// <summary>The first columns of a head's queries and keys, which rope turns.</summary>
    public int RopeColumns => ColumnsOf(this.KeySize, this.RopeFraction);

    /// <summary>A fraction of so many columns, in whole columns.</summary>
    public static int ColumnsOf(int columns, float fraction) => (int)Math.Round((double)columns * fraction);

    /// <summary>What layers of a stack are by turns: whether each sees all keys, and whether rope turns its queries and keys.</summary>
    /// <param name="isMemory">Whether it is the stack of an encoder that a decoder reads, which sees all.</param>
    public ImmutableArray<(bool SeesAll, bool IsTurned)> LayerKinds(bool isMemory) =>
        Enumerable.Range(0, this.SeesAll.Count * this.Turns.Count)
            .Select(i => (isMemory || this.SeesAll[i % this.SeesAll.Count], this.Turns[i % this.Turns.Count]))
            .ToImmutableArray();

    /// <summary>The sizes of the layers of a decoder, or of the only stack.</summary>
    public LayerSizes Sizes => new(
        this.Heads, this.KeyValueHeads, this.KeySize, this.ValueSize, this.AttentionScale, this.FeedForwardSize);

    /// <summary>The sizes of the layers of an encoder.</summary>
    public LayerSizes EncoderSizes => this.Encoder ?? this.Sizes;

    /// <summary>Whether a projection takes embeddings to the columns of the layers.</summary>
    public bool HasEmbeddingProjection => this.EmbeddingSize != this.ModelSize;

    public bool HasEncoder => this.Architecture != Architecture.Decoder;

    public bool HasDecoder => this.Architecture != Architecture.Encoder;
}

/// <summary>The sizes of a stack's layers.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads.</param>
/// <param name="KeySize">Columns of a head's queries and keys.</param>
/// <param name="ValueSize">Columns of a head's values.</param>
/// <param name="AttentionScale">What scores are multiplied by.</param>
/// <param name="FeedForwardSize">Columns in the middle of the feed-forward network.</param>
internal sealed record LayerSizes(
    int Heads, int KeyValueHeads, int KeySize, int ValueSize, float AttentionScale, int FeedForwardSize);

/// <summary>Learned biases of scores by the distance of query and key, the same for all layers of a stack. Raffel et al. 2020.</summary>
/// <param name="Buckets">Biases of a head.</param>
/// <param name="MaximumDistance">The distance from which on all have the same.</param>
internal sealed record RelativeBias(int Buckets, int MaximumDistance);

/// <summary>How rope's frequencies are stretched, so that a model reads longer sequences than it was trained on.</summary>
/// <param name="Type">The published way.</param>
/// <param name="Factor">How much longer.</param>
/// <param name="OriginalLength">The longest sequence before.</param>
/// <param name="LowFrequencyFactor">llama3: wavelengths above the original length by this are stretched whole.</param>
/// <param name="HighFrequencyFactor">llama3: wavelengths below the original length by this stay.</param>
/// <param name="BetaFast">yarn: frequencies with so many turns in the original length stay.</param>
/// <param name="BetaSlow">yarn: frequencies with fewer turns than this are stretched whole.</param>
/// <param name="AttentionFactor">yarn: what cosines and sines are multiplied by.</param>
internal sealed record RopeScaling(
    RopeScalingType Type,
    float Factor,
    int OriginalLength,
    float LowFrequencyFactor,
    float HighFrequencyFactor,
    float BetaFast,
    float BetaSlow,
    float AttentionFactor);

/// <summary>
/// Linear: Chen et al. 2023. Dynamic: by theta, as long as the longest sequence asks for. Llama3: Grattafiori et al. 2024. Yarn: Peng et
/// al. 2023.
/// </summary>
internal enum RopeScalingType { Linear, Dynamic, Llama3, Yarn }

/// <summary>Rows and sequences a training step holds at most.</summary>
/// <param name="Sequences">Sequences per step: `batch`, or `tokens` when the capacity is given in tokens.</param>
/// <param name="Tokens">Rows per side and step: batch x length, or `tokens`.</param>
/// <param name="Length">The longest sequence of a step.</param>
internal sealed record TrainingCapacity(int Sequences, int Tokens, int Length)
{
    /// <summary>Patterns of the names of what is trained; empty where everything is, or adapters alone are.</summary>
    public EquatableArray<string> Trained { get; init; } = EquatableArray<string>.Empty;

    /// <summary>What the backward pass computes again.</summary>
    public Recomputation Recompute { get; init; }

    /// <summary>How layers keep what the backward pass reads, but for their inputs.</summary>
    public KeptFormat Store { get; init; }

    /// <summary>Whether a pattern names the parameter of that name.</summary>
    public bool Trains(string name) => this.Trained.Any(pattern => GlobPattern.Matches(pattern, name));
}

/// <summary>Storage of packed weights and of keys and values, the size of caches, and what sessions keep besides.</summary>
/// <param name="Weights">How the weights of products are stored.</param>
/// <param name="Cache">How keys and values are kept.</param>
/// <param name="Sequences">Sequences side by side.</param>
/// <param name="Beam">Hypotheses of each.</param>
/// <param name="Draft">Tokens of a pass beyond one for each slot.</param>
/// <param name="Attention">Whether sessions keep the weights of attention for whoever looks at them.</param>
internal sealed record InferenceCapacity(WeightFormat Weights, CacheFormat Cache, int Sequences, int Beam, int Draft, bool Attention)
{
    /// <summary>What activations are rounded to before products with weights that are integers.</summary>
    public ActivationFormat Activations { get; init; }

    /// <summary>A slot for each hypothesis of each sequence.</summary>
    public int Slots => this.Sequences * this.Beam;

    /// <summary>The most tokens that a pass decodes.</summary>
    public int Rows => this.Slots + this.Draft;

    /// <summary>Positions that the caches of all slots have room for together; 0 for the longest sequence in every slot.</summary>
    public int CacheTokens { get; init; }

    /// <summary>
    /// Whether sessions keep what weights are multiplied by, for whoever measures it. No key of a spec asks for that.
    /// </summary>
    public bool Inputs { get; init; }

    /// <summary>
    /// Whether the caches of every slot stand in one piece, whatever they could share: what those in blocks are compared with. No key of a
    /// spec asks for that.
    /// </summary>
    public bool InOnePiece { get; init; }
}

/// <summary>A projection of d_model to d_model before the output, as BERT has it. Devlin et al. 2019.</summary>
/// <param name="Activation">What follows it.</param>
/// <param name="HasBias">Whether it has a bias.</param>
/// <param name="HasNorm">Whether a norm comes last.</param>
internal sealed record HeadTransform(Activation Activation, bool HasBias, bool HasNorm);

/// <summary>
/// A feed-forward network of several experts: a router scores them for every position, and those with the greatest scores work on it.
/// Shazeer et al. 2017.
/// </summary>
/// <param name="Count">Experts of a layer, each as wide as d_ff.</param>
/// <param name="Active">Experts that a position has.</param>
/// <param name="Normalizes">Whether the weights of these, which are probabilities among all experts, are scaled to a sum of 1.</param>
/// <param name="BalanceLoss">What the loss that spreads positions over experts is multiplied by; 0 for none. Fedus et al. 2022.</param>
internal sealed record ExpertMixture(int Count, int Active, bool Normalizes, float BalanceLoss)
{
    /// <summary>Columns inside one more network, which every position has; 0 without it.</summary>
    public int SharedSize { get; init; }

    /// <summary>Whether what that one gives is multiplied by sigmoid of a score of the position.</summary>
    public bool HasSharedGate { get; init; }
}

/// <summary>
/// What a model puts out: for each position its d_model columns, or a score for each token or class; or, for a whole sequence, a score for
/// each class, or numbers.
/// </summary>
internal enum OutputForm { Hidden, Vocabulary, Classes, TokenClasses, Values }

/// <summary>
/// Images whose patches are the rows of a sequence, from the top left, line by line; a learned row may stand before them. Dosovitskiy et
/// al. 2021.
/// </summary>
/// <param name="Height">Pixels of a column.</param>
/// <param name="Width">Pixels of a line.</param>
/// <param name="Patch">Pixels of a patch's side.</param>
/// <param name="Channels">Numbers of a pixel.</param>
/// <param name="HasClassToken">Whether a learned row stands before the patches.</param>
internal sealed record ImageInput(int Height, int Width, int Patch, int Channels, bool HasClassToken)
{
    /// <summary>Patches of a line.</summary>
    public int PatchesPerLine => this.Width / this.Patch;

    /// <summary>Rows of a sequence.</summary>
    public int Rows => (this.Height / this.Patch * this.PatchesPerLine) + this.RowsBefore;

    /// <summary>Rows before the first patch.</summary>
    public int RowsBefore => this.HasClassToken ? 1 : 0;

    /// <summary>Numbers of a patch.</summary>
    public int PatchFloats => this.Channels * this.Patch * this.Patch;

    /// <summary>Numbers of an image.</summary>
    public int Floats => this.Channels * this.Height * this.Width;
}
