using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>One operation of a block. What it reads and writes is all that planning needs to know of it.</summary>
internal abstract record Node
{
    /// <summary>What its work items are.</summary>
    public abstract Domain Domain { get; }

    public abstract IEnumerable<Value> Inputs { get; }

    public abstract IEnumerable<Value> Outputs { get; }

    /// <summary>Its parameters that stand side by side in memory, one matrix each.</summary>
    public virtual IEnumerable<ImmutableArray<Parameter>> Stacks => [];

    /// <summary>Weights that it reads transposed, each array those that stand side by side.</summary>
    public virtual IEnumerable<ImmutableArray<Parameter>> TransposedCopies => [];

    /// <summary>What it keeps of a sequence while it is decoded; null for most, which need the present row alone.</summary>
    /// <param name="positions">The longest sequence.</param>
    public virtual DecodingState? StateOf(int positions) => null;

    /// <summary>Whose rows it works on: those of what it writes.</summary>
    public Side Side => this.Outputs.Concat(this.Inputs).First().Side;

    /// <summary>Rows of a value, or pairs with experts where it has those.</summary>
    protected static Domain DomainOf(Value value) => value.Pairs is null ? Domain.Rows : Domain.Pairs;

    /// <summary>What is read with a value whose rows are pairs; nothing with another.</summary>
    protected static IEnumerable<Value> TablesOf(Value value) => value.Pairs is Routing routing ? [routing.Items, routing.Choices] : [];

    protected static IEnumerable<Value> Values(params Value?[] values) => values.Where(static value => value is not null)!;
}

/// <summary>How the work of a node divides into items that need nothing of one another.</summary>
internal enum Domain
{
    /// <summary>Blocks of rows; a row depends on the same row of the inputs of its side only.</summary>
    Rows,

    /// <summary>Pairs of a sequence and a head, or sequences.</summary>
    Heads,

    /// <summary>Panels of a parameter's gradient; every row is read, in order.</summary>
    Parameters,

    /// <summary>One item: every row is read, in order.</summary>
    Whole,

    /// <summary>Blocks of pairs of a row and an expert that have one expert; a pair depends on the same pair only.</summary>
    Pairs,

    /// <summary>Rows of weights; nothing of a batch is read.</summary>
    Weights,
}

/// <summary>
/// output[row] = table[token] x scale + positions[position] + types[type], where positions are learned or sinusoids. Types: Devlin et al.
/// 2019.
/// </summary>
internal sealed record Embedding(
    Parameter Table, Parameter? Positions, Parameter? Types, bool Sinusoidal, float Scale, Value Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values();

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>
/// output = (input - mean) x inverseDeviation x weight + bias over the columns of a row, inverseDeviation = 1 / sqrt(variance + epsilon),
/// Ba, Kiros and Hinton 2016; without mean and bias, inverseDeviation = 1 / sqrt(mean of squares + epsilon), Zhang and Sennrich 2019. Mean
/// and inverse deviation are kept for the backward pass only. Where the weight has fewer groups than the input, as the weight of a head
/// has, each run of so many groups is a row of its own.
/// </summary>
internal sealed record Norm(
    Slice Input, Parameter Weight, Parameter? Bias, float Epsilon, Slice Output, Value? Mean, Value? InverseDeviation) : Node
{
    /// <summary>Whether it is layer normalization.</summary>
    public required bool IsCentered { get; init; }

    /// <summary>Added to the result: a residual connection.</summary>
    public Value? Residual { get; init; }

    /// <summary>The columns that are normalized together.</summary>
    public Axis Columns => this.Weight.First;

    /// <summary>How many times a row has them.</summary>
    public int Repetitions => this.Input.Columns.Groups / this.Columns.Groups;

    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input.Matrix, this.Residual);

    public override IEnumerable<Value> Outputs => Values(this.Output.Matrix, this.Mean, this.InverseDeviation);
}

/// <summary>
/// output = activation(input W^T + bias) + residual. Several weights of one input stand side by side: one product for queries, keys
/// and values. A table as the weight is a tied output projection.
/// </summary>
internal sealed record Projection(Value Input, ImmutableArray<Parameter> Weights, ImmutableArray<Parameter> Biases, Value Output) : Node
{
    /// <summary>Added to the result: a residual connection.</summary>
    public Value? Residual { get; init; }

    /// <summary>A function of each value alone.</summary>
    public Activation? Activation { get; init; }

    /// <summary>activation'(input W^T + bias), kept for the backward pass; null where the output itself tells it.</summary>
    public Value? Derivative { get; init; }

    /// <summary>What is read in the place of gathered rows while a single row is decoded: the row itself.</summary>
    public Value Ungathered => this.Input.Pairs is Routing routing && this.Input == routing.Gathered ? routing.Input : this.Input;

    public override Domain Domain => DomainOf(this.Output);

    public override IEnumerable<Value> Inputs =>
        Values(this.Input, this.Residual).Append(this.Ungathered).Concat(TablesOf(this.Output)).Distinct();

    public override IEnumerable<Value> Outputs => Values(this.Output, this.Derivative);

    public override IEnumerable<ImmutableArray<Parameter>> Stacks => [this.Weights, this.Biases];
}

/// <summary>output += input W^T, where the output stands: what an adapter adds to a projection. Hu et al. 2021.</summary>
internal sealed record AdapterProduct(Slice Input, Parameter Weight, Slice Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input.Matrix, this.Output.Matrix);

    public override IEnumerable<Value> Outputs => Values(this.Output.Matrix);
}

/// <summary>output = activation(input), where no product applies it.</summary>
internal sealed record Activate(Value Input, Activation Activation, Value? Derivative, Value Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input);

    public override IEnumerable<Value> Outputs => Values(this.Output, this.Derivative);
}

/// <summary>output = input x mask / (1 - rate) + residual; the mask is drawn again wherever it is needed. Srivastava et al. 2014.</summary>
internal sealed record Dropout(Value Input, int Site, float Rate, Value Output) : Node
{
    public Value? Residual { get; init; }

    public override Domain Domain => DomainOf(this.Output);

    // The mask of a pair is that of its row.
    public override IEnumerable<Value> Inputs =>
        Values(this.Input, this.Residual, this.Output.Pairs?.Sources).Concat(TablesOf(this.Output));

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>output = up x f(gate), the two halves of the input side by side; f is the function that gates. Shazeer 2020.</summary>
internal sealed record Gate(Value Input, Activation Activation, Value Output) : Node
{
    public override Domain Domain => DomainOf(this.Output);

    public override IEnumerable<Value> Inputs => Values(this.Input).Concat(TablesOf(this.Output));

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>
/// Turns each pair of columns (2i, 2i + 1) of every head by position x frequency, in place; backwards for gradients. Su et al. 2021.
/// </summary>
internal sealed record Rotary(Slice Heads, Rotation Rotation, bool IsInverse) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Heads.Matrix);

    public override IEnumerable<Value> Outputs => Values(this.Heads.Matrix);
}

/// <summary>What scaled dot-product attention needs to know beyond its tensors.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; each serves Heads / KeyValueHeads query heads. Ainslie et al. 2023.</param>
/// <param name="KeySize">Columns of a head's queries and keys.</param>
/// <param name="ValueSize">Columns of a head's values.</param>
/// <param name="Causal">Whether query i sees keys 0 .. i only.</param>
/// <param name="Window">
/// Keys a query sees in a direction, itself included; 0 for all. Causal attention has those before it, other attention those behind it too.
/// </param>
/// <param name="HasSlopes">Whether slope x |i - j| is taken from every score, with a slope for each head. Press et al. 2022.</param>
/// <param name="Dropout">Dropout of the probabilities.</param>
/// <param name="Site">The dropout site.</param>
internal sealed record AttentionShape(
    int Heads, int KeyValueHeads, int KeySize, int ValueSize, bool Causal, int Window, bool HasSlopes, float Dropout, int Site)
{
    /// <summary>What scores are multiplied by.</summary>
    public float Scale { get; init; } = UsualScale(KeySize);

    /// <summary>Bends every score to SoftCap x tanh(score / SoftCap), before any mask; 0 leaves them alone. Gemma Team 2024.</summary>
    public float SoftCap { get; init; }

    /// <summary>The buckets of distances that add a bias of their own to scores; null where there are none. Raffel et al. 2020.</summary>
    public RelativePositions? Relative { get; init; }

    /// <summary>Whether a matrix is added to the scores; minus infinity hides a key.</summary>
    public bool HasMask { get; init; }

    /// <summary>
    /// Whether queries go on behind keys that have rows of their own: query i sees keys 0 .. past + i, and none where past + i is
    /// negative. Causal attention only.
    /// </summary>
    public bool HasPast { get; init; }

    /// <summary>Query heads that share one key and value head.</summary>
    public int GroupSize => this.Heads / this.KeyValueHeads;

    public int PaddedKeySize => Axis.RoundUp(this.KeySize);

    public int PaddedValueSize => Axis.RoundUp(this.ValueSize);

    /// <summary>1 / sqrt(d_key).</summary>
    public static float UsualScale(int keySize) => ModelSpecification.UsualScale(keySize);
}

/// <summary>
/// output = softmax(query key^T / sqrt(d_key) + mask) value per head; what the probabilities are made of again is kept for the
/// backward pass only: per row and head the greatest score, and one over the sum of exp(score - greatest).
/// Vaswani et al. 2017, tiled as in Dao et al. 2022.
/// </summary>
internal sealed record Attention(Slice Query, Slice Key, Slice Value, AttentionShape Shape, Value Output) : Node
{
    /// <summary>The greatest score of every row and head.</summary>
    public Value? ScoreMaximum { get; init; }

    /// <summary>1 / sum(exp(score - greatest)) of every row and head; 0 where a query sees no key.</summary>
    public Value? InverseTotal { get; init; }

    /// <summary>The table of biases by bucket and head; null where distances have none.</summary>
    public Parameter? Bias { get; init; }

    /// <summary>How sessions keep its keys and values.</summary>
    public CacheFormat Cache { get; init; }

    /// <summary>The blocks that sessions keep them in; null where they keep those of a slot in one piece.</summary>
    public CachePaging? Paging { get; init; }

    /// <summary>Whether keys and values are of the other side.</summary>
    public bool IsCross => this.Key.Matrix.Side != this.Query.Matrix.Side;

    /// <summary>An encoder sees whole sequences, and keeps nothing of them.</summary>
    public override DecodingState? StateOf(int positions) => this.Side == Side.Source
        ? null
        : new KeyValueCache(
            this.IsCross ? "memoryCache" : "cache",
            this.Shape.KeyValueHeads,
            Axis.RoundUp(positions),
            this.Shape.PaddedKeySize,
            this.Shape.PaddedValueSize,
            this.Cache,
            this.IsCross ? null : this.Paging)
        {
            IsOfSource = this.IsCross,
        };

    public override Domain Domain => Domain.Heads;

    public override IEnumerable<Value> Inputs => Values(this.Query.Matrix, this.Key.Matrix, this.Value.Matrix);

    public override IEnumerable<Value> Outputs => Values(this.Output, this.ScoreMaximum, this.InverseTotal);
}

/// <summary>output = input x factor + residual.</summary>
internal sealed record Scaling(Value Input, float Factor, Value Output) : Node
{
    public Value? Residual { get; init; }

    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input, this.Residual);

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>output = cap x tanh(input / cap). Gemma Team 2024.</summary>
internal sealed record SoftCap(Value Input, float Cap, Value Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input);

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>Zeros, for a gradient that several repetitions add to.</summary>
internal sealed record Clear(Value Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values();

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>
/// output[row] = the numbers of a patch, channel by channel and line by line; a row before the patches is zero.
/// </summary>
internal sealed record Patches(ImageInput Image, Value Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values();

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>output[row] = input[row] + positions[position], with the class token in the place of the first input of a sequence.</summary>
internal sealed record PatchEmbedding(Value Input, Parameter? ClassToken, Parameter? Positions, Value Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input);

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>
/// The rows of a sequence to its only row: the first of them, their mean, or the last. A row depends on rows of the other side, which are
/// complete behind the barrier between the two sides.
/// </summary>
internal sealed record Pool(Value Input, PoolingForm Pooling, Value Output) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input);

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>The loss of every row and, in a gradient pass, the gradient of the logits in their place.</summary>
internal abstract record Loss(Value Logits) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Logits);

    public override IEnumerable<Value> Outputs => Values();
}

/// <summary>loss = -log softmax(logits)[label]. Smoothing: Szegedy et al. 2016.</summary>
internal sealed record CrossEntropy(Value Logits, int Classes, float Smoothing) : Loss(Logits);

/// <summary>loss = mean over classes of -(y log s(z) + (1 - y) log(1 - s(z))), s the logistic function: each is a yes or no.</summary>
internal sealed record BinaryCrossEntropy(Value Logits) : Loss(Logits);

/// <summary>loss = mean over values of (z - y)^2.</summary>
internal sealed record MeanSquaredError(Value Logits) : Loss(Logits);
