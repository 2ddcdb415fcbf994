using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Kernels;

/// <summary>
/// What the attention kernels share: scores are computed transposed, a panel of 16 queries at a time, so that the softmax of 16 rows
/// runs down vectors without ever crossing lanes, and only queries need a transpose.
/// </summary>
/// <param name="Shape">Heads, sizes and mask.</param>
/// <param name="RowCapacity">Rows from one panel of an activation to the next.</param>
/// <param name="MaximumLength">The longest sequence.</param>
internal sealed record AttentionTiling(AttentionShape Shape, int RowCapacity, int MaximumLength)
{
    public int KeySize => this.Shape.PaddedKeySize;

    public int ValueSize => this.Shape.PaddedValueSize;

    public int Stride => this.RowCapacity * Axis.PanelWidth;

    /// <summary>1 / sqrt(d_key).</summary>
    public float Scale => (float)(1 / Math.Sqrt(this.Shape.KeySize));

    public bool HasDropout => this.Shape.Dropout > 0;

    /// <summary>Names of kernels: head sizes and what a query sees.</summary>
    public string Name => string.Concat(
        $"{this.Shape.KeySize}x{this.Shape.ValueSize}", this.Shape.Causal ? "Causal" : "",
        this.Shape.Window > 0 ? $"Window{this.Shape.Window}" : "", this.Shape.HasSlopes ? "Slopes" : "");

    /// <summary>Rows of the queries; where attention is not causal, the keys may have others.</summary>
    public string SequenceParameters => this.Shape.Causal ? "nint start, nint length, " : "nint start, nint length, nint keyStart, nint keyLength, ";

    /// <summary>The first row of the keys.</summary>
    public string KeyStart => this.Shape.Causal ? "start" : "keyStart";

    /// <summary>Rows of the keys.</summary>
    public string KeyLength => this.Shape.Causal ? "length" : "keyLength";

    /// <summary>Parameters that follow the length of the sequence.</summary>
    public string OptionalParameters => (this.Shape.HasSlopes ? "float slope, " : "") + (this.HasDropout ? "uint owner, uint head, DropoutKey dropout, " : "");

    /// <summary>Whether a score depends on more than what causality lets through.</summary>
    public bool TouchesEveryScore => this.Shape.Window > 0 || this.Shape.HasSlopes;

    /// <summary>The first key that any of 16 queries sees.</summary>
    public string Begin => this.Shape.Window > 0 ? "begin" : "0";

    /// <summary>Keys of a forward block: whole tiles of every set; 192 rows of 16 scores are 12 KB.</summary>
    public int ForwardKeys => Math.Min(192, Tiles(this.MaximumLength));

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
        ("corrections", "[16]", 16),
    ];

    public (string Name, string Shape, int Floats)[] BackwardScratch =>
    [
        ("queries", $"[{this.KeySize}, 16]: 16 queries, transposed and scaled", this.KeySize * 16),
        ("gradients", $"[{this.ValueSize}, 16]: 16 output gradients, transposed", this.ValueSize * 16),
        ("probabilities", $"[{this.BackwardKeys}, {this.BackwardQueries}]", this.BackwardKeys * this.BackwardQueries),
        ("scoreGradients", $"[{this.BackwardKeys}, {this.BackwardQueries}]", this.BackwardKeys * this.BackwardQueries),
        ("keySums", $"[{this.BackwardKeys}, {this.KeySize}]", this.BackwardKeys * this.KeySize),
        ("valueSums", $"[{this.BackwardKeys}, {this.ValueSize}]", this.BackwardKeys * this.ValueSize),
        ("querySums", "[16, 16]", 256),
        ("deltas", $"[{this.MaximumLength}]: rowsum(dO * O)", Axis.RoundUp(this.MaximumLength) + Axis.PanelWidth),
    ];

    /// <summary>Floats of scratch that one thread of a training session needs, whichever attention it works on.</summary>
    public static int ThreadFloats(ModelPlan plan) => Axis.RoundUp(
        plan.Graph.Blocks.SelectMany(static block => block.Forward).OfType<Attention>()
            .Select(node => new AttentionTiling(node.Shape, plan.Training!.RowCapacity, plan.Specification.Training!.Length).ScratchFloats)
            .DefaultIfEmpty(Axis.PanelWidth).Max());

    public static void WriteScratch(KernelWriter writer, (string Name, string Shape, int Floats)[] parts)
    {
        int offset = 0;

        foreach ((string name, string shape, int floats) in parts)
        {
            writer.Line($"float* {name} = scratch{(offset == 0 ? "" : $" + {Literal.Integer(offset)}")}; // {shape}");
            offset += floats;
        }

        writer.Line("float* zeros = stackalloc float[16];");
    }

    /// <summary>The index of each lane among 16 queries, as floats.</summary>
    public static void WriteLanes(KernelWriter writer, bool hasSlopes = false)
    {
        writer.Declare("lane", vector =>
            $"{writer.Class}.Create({string.Join(", ", Enumerable.Range(vector * writer.Set.Lanes, writer.Set.Lanes).Select(static lane => $"{lane}f"))})");

        if (hasSlopes)
        {
            writer.Line($"{writer.Vector} slopes = {writer.Class}.Create(slope);");
        }
    }

    /// <summary>Writes <c>position</c>, the key of the row counted from the first of the 16 queries.</summary>
    public static void WritePosition(KernelWriter writer) => writer.Line($"{writer.Vector} position = {writer.Class}.Create((float)(first + row - query0));");

    /// <summary>A score less its distance times the slope.</summary>
    public string Sloped(KernelWriter writer, string score, int vector) => this.Shape.HasSlopes
        ? writer.Set.MultiplySubtractFrom($"{writer.Class}.Abs(lane{vector} - position)", "slopes", score)
        : score;

    /// <summary>The value where the query sees the key, the other elsewhere.</summary>
    public string Visible(KernelWriter writer, string value, string other, int vector)
    {
        string seen = $"{writer.Class}.GreaterThanOrEqual(lane{vector}, position)";

        if (this.Shape.Window > 0)
        {
            seen = $"{seen} & {writer.Class}.LessThan(lane{vector}, position + {writer.Class}.Create({Literal.Float(this.Shape.Window)}))";
        }

        return this.Shape.Causal ? $"{writer.Class}.ConditionalSelect({seen}, {value}, {other})" : value;
    }

    /// <summary>The dropout scales of 16 queries and one key, for the vector.</summary>
    public string Dropout(KernelWriter writer, int vector, string key) =>
        $"Dropout(dropout.SeedLow, dropout.SeedHigh, column{(vector == 0 ? "" : $" + {vector * writer.Set.Lanes}")}, (uint)({key}), owner, dropout.Step)";

    private static int Tiles(int length) => (length + RowPlan.LargestTile - 1) / RowPlan.LargestTile * RowPlan.LargestTile;
}
