using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// What the attention kernels share: scores are computed transposed, a panel of 16 queries at a time, so that the softmax of 16 rows
/// runs down vectors without ever crossing lanes, and only queries need a transpose.
/// </summary>
/// <param name="Shape">Heads, sizes and mask.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="MaximumLength">The longest sequence.</param>
internal sealed record AttentionTiling(AttentionShape Shape, RowLayout Layout, int MaximumLength)
{
    /// <summary>
    /// Rows of the caches that keys and values are read from, keys transposed, 16 positions to a panel [d_key, 16]; 0 where they are rows of
    /// activations.
    /// </summary>
    public int CachedPositions { get; init; }

    public bool IsCached => this.CachedPositions > 0;

    /// <summary>Floats from one panel of values to the next.</summary>
    public int ValueStride => this.IsCached ? this.CachedPositions * Axis.PanelWidth : this.Stride;

    public int KeySize => this.Shape.PaddedKeySize;

    public int ValueSize => this.Shape.PaddedValueSize;

    public int Stride => this.Layout.Stride;

    /// <summary>What queries are scaled by as they are transposed; a soft cap takes its own argument.</summary>
    public float QueryScale => this.HasSoftCap ? this.Shape.Scale / this.Shape.SoftCap : this.Shape.Scale;

    public bool HasSoftCap => this.Shape.SoftCap > 0;

    public bool HasDropout => this.Shape.Dropout > 0;

    /// <summary>The vector functions that forward and backward call.</summary>
    public IEnumerable<VectorFunction> Functions =>
        this.HasDropout ? [new ExpBoundedFunction(), new DropoutFunction(this.Shape.Dropout)] : [new ExpBoundedFunction()];

    /// <summary>Names of kernels: head sizes and what a query sees.</summary>
    public string Name => string.Concat(
        $"{this.Shape.KeySize}x{this.Shape.ValueSize}", this.Shape.Causal ? "Causal" : "",
        this.Shape.Window > 0 ? $"Window{this.Shape.Window}" : "", this.Shape.HasSlopes ? "Slopes" : "",
        this.Shape.HasPast ? "Past" : "", this.HasSoftCap ? "SoftCap" : "", this.Shape.HasMask ? "Mask" : "", this.IsCached ? "Cached" : "", this.Layout.Label);

    /// <summary>Whether the keys have rows of their own.</summary>
    public bool HasOwnKeys => !this.Shape.Causal || this.Shape.HasPast;

    /// <summary>Rows of the queries, then of the keys where these have their own.</summary>
    public Signature Sequence => Signature.Empty
        .Indices("start", "length")
        .IndicesIf(this.HasOwnKeys && !this.IsCached, "keyStart").IndicesIf(this.HasOwnKeys, "keyLength")
        .IndicesIf(this.Shape.HasPast, "past");

    /// <summary>The first row of the keys.</summary>
    public string KeyStart => this.HasOwnKeys ? "keyStart" : "start";

    /// <summary>Rows of the keys.</summary>
    public string KeyLength => this.HasOwnKeys ? "keyLength" : "length";

    /// <summary>The last key that the first of 16 queries sees, where attention is causal.</summary>
    public string Position0 => this.Shape.HasPast ? "position0" : "query0";

    /// <summary>What some attention alone needs to know.</summary>
    public Signature Options => Signature.Empty
        .NumbersIf(this.Shape.HasSlopes, "slope")
        .WordsIf(this.HasDropout, "site", "sequence", "head").DropoutKeysIf(this.HasDropout, "dropout")
        .FloatsIf(this.Shape.HasMask, "mask");

    /// <summary>Whether a score depends on more than what causality lets through.</summary>
    public bool TouchesEveryScore => this.Shape.Window > 0 || this.Shape.HasSlopes || this.HasSoftCap || this.Shape.HasMask;

    /// <summary>Scores as a formula of <c>query x key^T</c>, for summaries.</summary>
    public string ScoreFormula
    {
        get
        {
            bool isDefault = this.Shape.Scale.Equals((float)(1 / Math.Sqrt(this.Shape.KeySize)));
            string score = $"query x key^T {(isDefault ? $"/ sqrt({this.Shape.KeySize})" : $"* {Literal.Float(this.Shape.Scale)}")}";
            string cap = Literal.Float(this.Shape.SoftCap);

            return string.Concat(
                this.HasSoftCap ? $"{cap} * tanh({score} / {cap})" : score, this.Shape.HasSlopes ? " - slope * |i - j|" : "",
                this.Shape.HasMask ? " + mask" : "", this.Shape.Causal ? " + causal mask" : "");
        }
    }

    /// <summary>Whether a query may see no key at all: its output is zero then.</summary>
    public bool MaySeeNothing => this.Shape.HasMask || (this.Shape.HasPast && !this.IsCached);

    /// <summary>The first key that any of 16 queries sees.</summary>
    public string Begin => this.Shape.Window > 0 ? "begin" : "0";

    /// <summary>Keys of a forward block: whole tiles of every set; 192 rows of 16 scores are 12 KB.</summary>
    public int ForwardKeys => Math.Min(192, this.IsCached ? this.CachedPositions : Tiles(this.MaximumLength));

    /// <summary>Keys of a backward block.</summary>
    public int BackwardKeys => Math.Min(96, Tiles(this.MaximumLength));

    /// <summary>Queries whose scores a backward block holds at once, so that key gradients sum over that many in registers.</summary>
    public int BackwardQueries => Math.Min(64, Axis.RoundUp(this.MaximumLength));

    /// <summary>Floats of scratch that either kernel needs.</summary>
    public int ScratchFloats => Math.Max(this.ForwardScratch.Sum(static part => part.Floats), this.BackwardScratch.Sum(static part => part.Floats));

    public (string Name, string Shape, int Floats)[] ForwardScratch =>
    [
        ("queries", $"[{this.KeySize}, 16]: 16 queries, transposed and scaled", this.KeySize * 16),
        ("scores", $"[{this.ForwardKeys}, 16]: scores, then probabilities, of a block of keys", this.ForwardKeys * 16),
        ("sums", $"[16, {this.ValueSize}]: sums of values", this.ValueSize * 16),
        ("corrections", "[16]: what the sums so far are multiplied by; in the end the totals", 16),
    ];

    public (string Name, string Shape, int Floats)[] BackwardScratch =>
    [
        ("queries", $"[{this.KeySize}, 16]: 16 queries, transposed and scaled", this.KeySize * 16),
        ("gradients", $"[{this.ValueSize}, 16]: 16 output gradients, transposed", this.ValueSize * 16),
        ("probabilities", $"[{this.BackwardKeys}, {this.BackwardQueries}]: of a block of keys and a group of queries", this.BackwardKeys * this.BackwardQueries),
        ("scoreGradients", $"[{this.BackwardKeys}, {this.BackwardQueries}]: likewise", this.BackwardKeys * this.BackwardQueries),
        ("keySums", $"[{this.BackwardKeys}, {this.KeySize}]: the gradients of a block of keys", this.BackwardKeys * this.KeySize),
        ("valueSums", $"[{this.BackwardKeys}, {this.ValueSize}]: the gradients of their values", this.BackwardKeys * this.ValueSize),
        ("querySums", "[16, 16]: of 16 queries, a panel of their gradients", 256),
        ("deltas", $"[{this.MaximumLength}]: rowsum(dO * O)", Axis.RoundUp(this.MaximumLength) + Axis.PanelWidth),
    ];

    /// <summary>Attention over whole sequences. Self- and cross-attention of one shape are one kernel, which is told its dropout site.</summary>
    public static AttentionTiling OfSequences(AttentionShape shape, PassLayout layout) => new(shape with { Site = 0 }, layout.Rows, layout.LongestSequence);

    /// <summary>Attention of prompts: keys and values come from caches, before a run of queries those of the positions before it.</summary>
    public static AttentionTiling OfPrompt(AttentionShape shape, RowLayout rows, CachePlan cache) =>
        new(shape with { Site = 0, Dropout = 0, HasPast = shape.Causal }, rows, cache.Positions) { CachedPositions = cache.Positions };

    /// <summary>Floats of some parts of scratch.</summary>
    public static int FloatsOf((string Name, string Shape, int Floats)[] parts) => parts.Sum(static part => part.Floats);

    public static void WriteScratch(KernelWriter writer, (string Name, string Shape, int Floats)[] parts)
    {
        int offset = 0;

        foreach ((string name, string shape, int floats) in parts)
        {
            writer.Declare("float*", name, $"scratch{(offset == 0 ? "" : $" + {Literal.Integer(offset)}")}", shape);
            offset += floats;
        }
    }

    /// <summary>The number of each lane among 16 queries, as floats, where scores depend on positions.</summary>
    public void WriteLanes(KernelWriter writer)
    {
        if (this.Shape.Causal || this.Shape.HasSlopes)
        {
            writer.Line();
            writer.Comment("Each lane's number among 16 queries.");
            writer.Declare("lane", vector => writer.CreateLanes(static lane => $"{lane}f", vector));
        }

        if (this.Shape.HasSlopes)
        {
            writer.Declare("slopes", writer.Create("slope"));
        }
    }

    /// <summary>Writes <c>position</c>, the key of the row counted from the first of the 16 queries.</summary>
    public void WritePosition(KernelWriter writer) => writer.Declare("position", writer.Create($"(float)(first + row - {this.Position0})"));

    /// <summary>A score as the softmax sees it: sloped, with the mask, and out of sight where causality says so.</summary>
    public string Masked(KernelWriter writer, string score, int vector)
    {
        string sloped = this.Sloped(writer, score, vector);
        string masked = this.Shape.HasMask ? $"{sloped} + {writer.AtIndex("masks", vector)}" : sloped;

        return this.Visible(writer, masked, writer.Create(float.NegativeInfinity), vector);
    }

    /// <summary>A score less its distance times the slope.</summary>
    public string Sloped(KernelWriter writer, string score, int vector) => this.Shape.HasSlopes
        ? writer.MultiplySubtract($"{writer.Class}.Abs(lane{vector} - position)", "slopes", score)
        : score;

    /// <summary>The value where the query sees the key, the other elsewhere.</summary>
    public string Visible(KernelWriter writer, string value, string other, int vector)
    {
        string seen = $"{writer.Class}.GreaterThanOrEqual(lane{vector}, position)";

        if (this.Shape.Window > 0)
        {
            seen = $"{seen} & {writer.Class}.LessThan(lane{vector}, position + {writer.Create(this.Shape.Window)})";
        }

        return this.Shape.Causal ? $"{writer.Class}.ConditionalSelect({seen}, {value}, {other})" : value;
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
    public string Dropout(KernelWriter writer, int vector, string key) =>
        $"Dropout(dropout.SeedLow, dropout.SeedHigh, {writer.BlockOffset("block", vector)}, place | (uint)({key}), owner, dropout.Step)";

    private static int Tiles(int length) => (length + RowPlan.LargestTile - 1) / RowPlan.LargestTile * RowPlan.LargestTile;
}
