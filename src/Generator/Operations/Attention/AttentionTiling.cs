using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// What the attention kernels share: scores are computed transposed, a panel of 16 queries at a time, so that the softmax of 16 rows
/// runs down vectors without ever crossing lanes, and only queries need a transpose.
/// </summary>
/// <param name="KeySize">Columns of a head's queries and keys.</param>
/// <param name="ValueSize">Columns of a head's values.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record AttentionTiling(int KeySize, int ValueSize, RowLayout Layout)
{
    /// <summary>What turns queries.</summary>
    public static readonly TransposeKernel Transpose = new();

    /// <summary>What multiplies rows by what was turned.</summary>
    public static readonly RowTile Tile = new();

    /// <summary>Whether query i sees keys 0 .. i only.</summary>
    public bool Causal { get; init; }

    /// <inheritdoc cref="AttentionShape.Window"/>
    public int Window { get; init; }

    /// <summary>Whether slope x |i - j| is taken from every score.</summary>
    public bool HasSlopes { get; init; }

    /// <summary>Dropout of the probabilities.</summary>
    public float Dropout { get; init; }

    /// <inheritdoc cref="AttentionShape.Scale"/>
    public required float Scale { get; init; }

    /// <inheritdoc cref="AttentionShape.SoftCap"/>
    public float SoftCap { get; init; }

    /// <inheritdoc cref="AttentionShape.Relative"/>
    public RelativePositions? Relative { get; init; }

    /// <summary>Whether distances have biases that are learned.</summary>
    public bool HasBiases => this.Relative is not null;

    /// <inheritdoc cref="AttentionShape.HasMask"/>
    public bool HasMask { get; init; }

    /// <inheritdoc cref="AttentionShape.HasPast"/>
    public bool HasPast { get; init; }

    /// <summary>
    /// Rows of the caches that keys and values are read from, keys transposed, 16 positions to a panel [d_key, 16]; 0 where they are rows
    /// of activations.
    /// </summary>
    public int CachedPositions { get; init; }

    public bool IsCached => this.CachedPositions > 0;

    public int PaddedKeySize => Axis.RoundUp(this.KeySize);

    public int PaddedValueSize => Axis.RoundUp(this.ValueSize);

    /// <summary>The scratch of the queries that are scored at a time.</summary>
    public (string Name, string Shape, int Floats) Queries =>
    (
        "queries",
        $"[{this.PaddedKeySize}, {Panels.Width}]: {Panels.Width} queries, transposed and scaled",
        this.PaddedKeySize * Panels.Width
    );

    public int Stride => this.Layout.Stride;

    /// <summary>What queries are scaled by as they are transposed; a soft cap takes its own argument.</summary>
    public float QueryScale => this.HasSoftCap ? this.Scale / this.SoftCap : this.Scale;

    public bool HasSoftCap => this.SoftCap > 0;

    public bool HasDropout => this.Dropout > 0;

    /// <summary>The vector functions that forward and backward call.</summary>
    public IEnumerable<VectorFunction> Functions =>
        this.HasDropout ? [new ExpBoundedFunction(), new DropoutFunction(this.Dropout)] : [new ExpBoundedFunction()];

    /// <summary>The vector functions of a kernel that computes scores.</summary>
    /// <param name="withDerivative">Whether it computes the slope of their cap as well.</param>
    public IEnumerable<VectorFunction> FunctionsOfScores(bool withDerivative) =>
        this.HasSoftCap ? [.. this.Functions, new TanhFunction(withDerivative)] : this.Functions;

    /// <summary>The kernel that looks up biases, if there are any.</summary>
    public IEnumerable<Kernel> BiasKernels => this.Relative is null ? [] : [new RelativeBiasKernel(this.Relative)];

    /// <summary>The words of these constants in the names of kernels, but for the rows.</summary>
    /// <param name="stem">The kernels.</param>
    public KernelName WordsOf(string stem) => new KernelName($"{stem}{this.KeySize}x{this.ValueSize}")
        .If(this.Causal, "Causal").Count("Window", this.Window).If(this.HasSlopes, "Slopes")
        .Word(RelativeBuckets.WordOf(this.Relative)).If(this.HasPast, "Past")
        .Number("SoftCap", this.SoftCap, usual: 0).If(this.HasMask, "Mask").Count("Cached", this.CachedPositions)
        .Number("Scale", this.Scale, AttentionShape.UsualScale(this.KeySize)).Number("Dropout", this.Dropout, usual: 0);

    /// <summary>Whether the keys have rows of their own.</summary>
    public bool HasOwnKeys => !this.Causal || this.HasPast;

    /// <summary>Rows of the queries, then of the keys where these have their own.</summary>
    public Signature Sequence => Signature.Empty
        .Indices("start", "length")
        .IndicesIf(this.HasOwnKeys && !this.IsCached, "keyStart").IndicesIf(this.HasOwnKeys, "keyLength")
        .IndicesIf(this.HasPast, "past");

    /// <summary>The first row of the keys.</summary>
    public string KeyStart => this.HasOwnKeys ? "keyStart" : "start";

    /// <summary>Rows of the keys.</summary>
    public string KeyLength => this.HasOwnKeys ? "keyLength" : "length";

    /// <summary>The last key that the first of 16 queries sees, where attention is causal.</summary>
    public string Position0 => this.HasPast ? "position0" : "query0";

    /// <summary>What some attention alone needs to know.</summary>
    public Signature Options => Signature.Empty
        .NumbersIf(this.HasSlopes, "slope")
        .FloatsIf(this.HasBiases, "bias")
        .WordsIf(this.HasDropout, "site", "sequence", "head").DropoutKeysIf(this.HasDropout, "dropout")
        .FloatsIf(this.HasMask, "mask");

    /// <summary>Whether a score depends on more than what causality lets through.</summary>
    public bool TouchesEveryScore => this.Window > 0 || this.HasSlopes || this.HasBiases || this.HasSoftCap || this.HasMask;

    /// <summary>Whether a score depends on where query and key stand.</summary>
    public bool DependsOnPositions => this.Causal || this.HasSlopes || this.Window > 0;

    /// <summary>The first key behind those that any of 16 queries sees.</summary>
    public string End => this switch
    {
        { Causal: true } => $"Math.Min({this.KeyLength}, {this.Position0} + {Panels.Width})",
        { Window: > 0 } => $"Math.Min({this.KeyLength}, {this.Position0} + {this.Window + Panels.Width - 1})",
        _ => this.KeyLength,
    };

    /// <summary>Scores as a formula of <c>query x key^T</c>, for summaries.</summary>
    public string ScoreFormula
    {
        get
        {
            string score = ScoreFormulas.Of(this.KeySize, this.Scale, this.SoftCap, "query x key^T");

            return string.Concat(
                score, this.HasSlopes ? " - slope * |i - j|" : "", this.HasBiases ? " + bias of j - i" : "",
                this.HasMask ? " + mask" : "", this.Causal ? " + causal mask" : "");
        }
    }

    /// <summary>Whether a query may see no key at all: its output is zero then.</summary>
    public bool MaySeeNothing => this.HasMask || (this.HasPast && !this.IsCached);

    /// <summary>The first key that any of 16 queries sees.</summary>
    public string Begin => this.Window > 0 ? "begin" : "0";

    /// <summary>What code depends on of a shape: not how many heads there are, nor the dropout site, which calls name.</summary>
    public static AttentionTiling Of(AttentionShape shape, RowLayout rows) => new(shape.KeySize, shape.ValueSize, rows)
    {
        Causal = shape.Causal,
        Window = shape.Window,
        HasSlopes = shape.HasSlopes,
        Relative = shape.Relative,
        Dropout = shape.Dropout,
        Scale = shape.Scale,
        SoftCap = shape.SoftCap,
        HasMask = shape.HasMask,
        HasPast = shape.HasPast,
    };

    /// <summary>Whole tiles of every set for so many rows.</summary>
    public static int Tiles(int rows) => (rows + RowPlan.LargestTile - 1) / RowPlan.LargestTile * RowPlan.LargestTile;

    /// <summary>Floats of some parts of scratch.</summary>
    public static int FloatsOf((string Name, string Shape, int Floats)[] parts) => parts.Sum(static part => part.Floats);

    public static void WriteScratch(KernelWriter writer, (string Name, string Shape, int Floats)[] parts)
    {
        int offset = 0;

        foreach ((string name, string shape, int floats) in parts)
        {
            writer.Declare("float*", name, Pointer.To("scratch", Literal.Integer(offset)), shape);
            offset += floats;
        }
    }

    /// <summary>Turns 16 rows into a transpose, scaled.</summary>
    public void CallTranspose(KernelWriter writer, string input, string output, int columns, string scale) => writer.Call(
        Transpose,
        ("input", input), ("output", output), ("inputStride", Literal.Integer(this.Stride)), ("columns", $"{columns}"), ("scale", scale));

    /// <summary>Multiplies a tile's rows by 16 that were turned; columns are those that count.</summary>
    public void CallTile(KernelWriter writer, string rows, string turned, string output, int columns) => writer.Call(
        Tile,
        ("input", rows), ("weights", turned), ("output", output), ("initial", "zeros"), ("initialStride", "0"),
        ("inputStride", Literal.Integer(this.Stride)), ("depth", $"{columns}"));

    /// <summary>The number of each lane among 16 queries, as floats, where scores depend on positions.</summary>
    public void WriteLanes(KernelWriter writer, bool always = false)
    {
        if (this.DependsOnPositions || always)
        {
            writer.Line();
            writer.Comment($"Each lane's number among {Panels.Width} queries.");
            writer.Declare("lane", vector => writer.CreateLanes(static lane => $"{lane}f", vector));
        }

        if (this.HasSlopes)
        {
            writer.Declare("slopes", writer.Broadcast("slope"));
        }
    }

    /// <summary>
    /// Writes what scores of a row need to know of its place: <c>position</c>, its key counted from the first of the 16 queries, and the
    /// biases of the distances.
    /// </summary>
    public void WritePlace(KernelWriter writer)
    {
        if (this.DependsOnPositions)
        {
            writer.Declare("position", writer.Broadcast($"(float)(first + row - {this.Position0})"));
        }

        if (this.HasBiases)
        {
            writer.DeclareRow("biases", $"{this.Position0} - first - row");
        }
    }

    /// <summary>The scratch of biases by distance, from the longest one behind the query to the longest one before it.</summary>
    public IEnumerable<(string Name, string Shape, int Floats)> Distances(int longest) => this.HasBiases
        ? [("distances", $"[{this.SpanOf(longest)}]: biases by distance, 0 at {this.CenterOf(longest)}", this.SpanOf(longest))]
        : [];

    /// <summary>Where the distance 0 stands among all, which lanes of queries that are not there reach beyond.</summary>
    public int CenterOf(int longest) => Panels.Width + (this.Relative!.IsBidirectional ? Axis.RoundUp(longest) : 0);

    /// <summary>Floats of all distances.</summary>
    public int SpanOf(int longest) => this.CenterOf(longest) + Axis.RoundUp(longest) + Panels.Width;

    /// <summary>Looks up <c>biases</c>, by distance.</summary>
    public void WriteBiases(KernelWriter writer, int longest)
    {
        if (this.Relative is null)
        {
            return;
        }

        writer.Declare("float*", "biases", $"&distances[{this.CenterOf(longest)}]");
        writer.Call(
            new RelativeBiasKernel(this.Relative),
            ("bias", "bias"), ("output", "biases"), ("before", this.HasPast ? "past + length" : "length"),
            ("behind", this.Relative.IsBidirectional ? this.KeyLength : null));
    }

    /// <summary>A score as the softmax sees it: biased, with the mask, and out of sight where causality says so.</summary>
    public string Masked(KernelWriter writer, string score, int vector)
    {
        string biased = this.Biased(writer, score, vector);
        string masked = this.HasMask ? $"{biased} + {writer.At("masks", vector)}" : biased;

        return this.Visible(writer, masked, writer.Broadcast(float.NegativeInfinity), vector);
    }

    /// <summary>A score less its distance times the slope, or with the bias of its distance.</summary>
    public string Biased(KernelWriter writer, string score, int vector) => this switch
    {
        { HasSlopes: true } => writer.MultiplySubtract($"{writer.Class}.Abs(lane{vector} - position)", "slopes", score),
        { HasBiases: true } => $"{score} + {writer.At("biases", vector)}",
        _ => score,
    };

    /// <summary>The value where the query sees the key, the other elsewhere.</summary>
    public string Visible(KernelWriter writer, string value, string other, int vector)
    {
        string? seen = this switch
        {
            { Causal: true, Window: > 0 } =>
                $"{writer.Class}.GreaterThanOrEqual(lane{vector}, position) & " +
                $"{writer.Class}.LessThan(lane{vector}, position + {writer.Broadcast(this.Window)})",
            { Causal: true } => $"{writer.Class}.GreaterThanOrEqual(lane{vector}, position)",
            { Window: > 0 } => $"{writer.Class}.LessThan({writer.Class}.Abs(lane{vector} - position), {writer.Broadcast(this.Window)})",
            _ => null,
        };

        return seen is null ? value : $"{writer.Class}.ConditionalSelect({seen}, {value}, {other})";
    }

    /// <summary>Writes what all dropout masks of a head have in common.</summary>
    public void WriteDropoutPlace(KernelWriter writer)
    {
        if (this.HasDropout)
        {
            writer.Declare("uint", "place", DropoutCounter.Place);
            writer.Declare("uint", "owner", DropoutCounter.Owner("sequence"));
        }
    }

    /// <summary>The dropout scales of 16 queries and one key, for the vector.</summary>
    public string DropoutMask(KernelWriter writer, int vector, string key) =>
        $"{new DropoutFunction(this.Dropout).Name}(dropout.SeedLow, dropout.SeedHigh, {writer.BlockOffset("block", vector)}, " +
        $"place | (uint)({key}), owner, dropout.Step)";
}
