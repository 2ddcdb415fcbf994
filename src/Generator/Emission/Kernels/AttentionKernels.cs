using System;
using System.Collections.Generic;
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

/// <summary>Attention of one head over one sequence.</summary>
internal sealed record AttentionKernel(AttentionTiling Tiling)
    : Kernel($"Attention{Tiling.Name}")
{
    public override string Family => "Attention";

    public override VectorFunctions Functions => VectorFunctions.ExpBounded | (this.Tiling.HasDropout ? VectorFunctions.Dropout : VectorFunctions.None);

    public override string Parameters =>
        $"float* query, float* key, float* value, float* output, float* logSumExp, {this.Tiling.SequenceParameters}{this.Tiling.OptionalParameters}float* scratch";

    public override string Summary =>
        $"output = softmax(query x key^T / sqrt({this.Tiling.Shape.KeySize}){(this.Tiling.Shape.HasSlopes ? " - slope * |i - j|" : "")}{(this.Tiling.Shape.Causal ? " + causal mask" : "")}) x value for one head and the rows of one sequence,\n" +
        $"d_key {this.Tiling.Shape.KeySize}, d_value {this.Tiling.Shape.ValueSize}{(this.Tiling.Shape.Window > 0 ? $", each query sees {this.Tiling.Shape.Window} keys (window)" : "")}.\n" +
        "An online softmax (Milakov and Gimelshein 2018; Dao et al. 2022): scores exist for 16 queries and one block of keys only.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) =>
    [
        new TransposeKernel(this.Tiling.KeySize, this.Tiling.RowCapacity), new RowTile(this.Tiling.KeySize, this.Tiling.Stride), new OuterPanel(),
    ];

    public override void WriteBody(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        string stride = Literal.Integer(tiling.Stride);
        AttentionTiling.WriteScratch(writer, tiling.ForwardScratch);
        AttentionTiling.WriteLanes(writer, tiling.Shape.HasSlopes);
        writer.Line("query += start * 16;");
        writer.Line($"key += {tiling.KeyStart} * 16;");
        writer.Line($"value += {tiling.KeyStart} * 16;");
        writer.Line("output += start * 16;");
        writer.Line("logSumExp += start;");
        writer.Line();

        using (writer.Block("for (nint query0 = 0; query0 < length; query0 += 16)"))
        {
            writer.Line($"Transpose{tiling.KeySize}(query + query0 * 16, queries, {Literal.Float(tiling.Scale)});");
            writer.Line(tiling.Shape.Causal ? "nint seen = Math.Min(length, query0 + 16);" : "nint seen = keyLength;");

            if (tiling.Shape.Window > 0)
            {
                writer.Line($"nint begin = Math.Max(0, query0 - {tiling.Shape.Window - 1});");
            }

            if (tiling.HasDropout)
            {
                writer.Line("uint column = (head << 22) + (uint)query0;");
            }

            writer.Declare("maximum", _ => $"{writer.Class}.Create(float.NegativeInfinity)");
            writer.Declare("total", _ => writer.Zero);
            writer.Line();

            using (writer.Block($"for (nint first = {tiling.Begin}; first < seen; first += {tiling.ForwardKeys})"))
            {
                writer.Line($"nint count = Math.Min({tiling.ForwardKeys}, seen - first);");
                writer.Line();

                using (writer.Block($"for (nint tile = 0; tile < count; tile += {writer.Set.TileRows})"))
                {
                    writer.Line($"Tile{tiling.KeySize}(key + (first + tile) * 16, queries, scores + tile * 16, zeros, 0);");
                }

                writer.Line();
                this.WriteMaximum(writer);
                this.WriteProbabilities(writer);
                writer.Line();

                using (writer.Block($"for (nint panel = 0; panel < {tiling.ValueSize / 16}; panel++)"))
                {
                    writer.Line($"OuterPanel(scores, value + panel * {stride} + first * 16, sums + panel * 256, count, first > {tiling.Begin});");
                }
            }

            writer.Line();
            this.WriteOutput(writer, stride);
        }
    }

    private void WriteMaximum(KernelWriter writer)
    {
        bool isPlain = !this.Tiling.Shape.Causal && !this.Tiling.TouchesEveryScore;
        string whole = isPlain ? "count" : "whole";

        if (!isPlain && !this.Tiling.TouchesEveryScore)
        {
            writer.Line("// Keys up to the first query are seen by all 16; a later one by the queries from its own position on.\nnint whole = Math.Clamp(query0 - first + 1, 0, count);");
        }

        writer.Declare("greatest", vector => $"maximum{vector}");
        writer.Line();

        if (!this.Tiling.TouchesEveryScore)
        {
            using (writer.Block($"for (nint at = 0; at < {whole} * 16; at += 16)"))
            {
                writer.Each(vector => $"greatest{vector} = {writer.Class}.Max(greatest{vector}, {writer.AtIndex("scores", vector)});");
            }

            writer.Line();
        }

        if (!isPlain)
        {
            using (writer.Block(this.Tiling.TouchesEveryScore
                ? "for (nint row = 0, at = 0; row < count; row++, at += 16)"
                : "for (nint row = whole, at = whole * 16; row < count; row++, at += 16)"))
            {
                AttentionTiling.WritePosition(writer);
                writer.Declare("masked", vector => this.Tiling.Visible(
                    writer, this.Tiling.Sloped(writer, writer.AtIndex("scores", vector), vector), $"{writer.Class}.Create(float.NegativeInfinity)", vector));
                writer.Each(vector => $"{writer.AtIndex("scores", vector)} = masked{vector};");
                writer.Each(vector => $"greatest{vector} = {writer.Class}.Max(greatest{vector}, masked{vector});");
            }

            writer.Line();
        }
    }

    private void WriteProbabilities(KernelWriter writer)
    {
        writer.Line("// What was summed so far was relative to a smaller maximum.");
        writer.Declare("correction", vector => $"ExpBounded(maximum{vector} - greatest{vector})");
        writer.Each(vector => $"total{vector} *= correction{vector};");
        writer.Each(vector => $"maximum{vector} = greatest{vector};");
        writer.Each(vector => $"{writer.At("corrections", vector)} = correction{vector};");
        writer.Line();

        using (writer.Block("for (nint row = 0, at = 0; row < count; row++, at += 16)"))
        {
            writer.Declare("p", vector => $"ExpBounded({writer.AtIndex("scores", vector)} - maximum{vector})");
            writer.Each(vector => $"total{vector} += p{vector};");

            if (this.Tiling.HasDropout)
            {
                using (writer.Block("if (dropout.IsActive)"))
                {
                    writer.Each(vector => $"p{vector} *= {this.Tiling.Dropout(writer, vector, "first + row")};");
                }
            }

            writer.Each(vector => $"{writer.AtIndex("scores", vector)} = p{vector};");
        }

        writer.Line();

        using (writer.Block($"if (first > {this.Tiling.Begin})"))
        using (writer.Block($"for (nint row = 0; row < {this.Tiling.ValueSize}; row++)"))
        {
            writer.Line("// Row r of every panel of sums belongs to query r.");
            writer.Line($"{writer.Vector} factor = {writer.Class}.Create(corrections[row % 16]);");
            writer.Each(vector => $"{writer.AtIndex("sums", vector, "row * 16")} *= factor;");
        }
    }

    private void WriteOutput(KernelWriter writer, string stride)
    {
        writer.Each(vector => $"{writer.At("corrections", vector)} = total{vector};");
        writer.Each(vector => $"{writer.At("queries", vector)} = maximum{vector};");
        writer.Line();

        using (writer.Block("for (nint row = 0; row < Math.Min(16, length - query0); row++)"))
        {
            writer.Line("float total = corrections[row];");
            writer.Line("logSumExp[query0 + row] = queries[row] + MathF.Log(total);");
            writer.Line($"{writer.Vector} factor = {writer.Class}.Create(1 / total);");
            writer.Line("float* from = sums + row * 16;");
            writer.Line("float* to = output + (query0 + row) * 16;");
            writer.Line();

            using (writer.Block($"for (nint panel = 0; panel < {this.Tiling.ValueSize / 16}; panel++, from += 256, to += {stride})"))
            {
                writer.Each(vector => $"{writer.At("to", vector)} = {writer.At("from", vector)} * factor;");
            }
        }
    }
}

/// <summary>The gradients of attention for one head over one sequence.</summary>
internal sealed record AttentionGradientKernel(AttentionTiling Tiling)
    : Kernel($"AttentionGradient{Tiling.Name}")
{
    public override string Family => "Attention";

    public override VectorFunctions Functions => VectorFunctions.ExpBounded | (this.Tiling.HasDropout ? VectorFunctions.Dropout : VectorFunctions.None);

    /// <summary>Whether several query heads add to the gradients of one key and value head.</summary>
    private bool IsShared => this.Tiling.Shape.GroupSize > 1;

    public override string Parameters =>
        "float* query, float* key, float* value, float* output, float* logSumExp, float* outputGradient, " +
        "float* queryGradient, float* keyGradient, float* valueGradient, " +
        $"{this.Tiling.SequenceParameters}{(this.IsShared ? "bool accumulate, " : "")}{this.Tiling.OptionalParameters}float* scratch";

    public override string Summary =>
        "With P recomputed from the log-sum-exp: dP = dO V^T, dS = P * (dP - rowsum(dO * O)),\n" +
        $"dQ = dS K / sqrt({this.Tiling.Shape.KeySize}), dK = dS^T Q / sqrt({this.Tiling.Shape.KeySize}), dV = P^T dO for one head and the rows of one sequence. Dao et al. 2022.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) =>
    [
        new TransposeKernel(this.Tiling.KeySize, this.Tiling.RowCapacity), new TransposeKernel(this.Tiling.ValueSize, this.Tiling.RowCapacity),
        new RowTile(this.Tiling.KeySize, this.Tiling.Stride), new RowTile(this.Tiling.ValueSize, this.Tiling.Stride),
        new RowTile(0, this.Tiling.BackwardKeys * Axis.PanelWidth, "Queries"), new OuterPanel(),
    ];

    public override void WriteBody(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        AttentionTiling.WriteScratch(writer, tiling.BackwardScratch);
        AttentionTiling.WriteLanes(writer, tiling.Shape.HasSlopes);

        foreach (string matrix in new[] { "query", "key", "value", "output", "outputGradient", "queryGradient", "keyGradient", "valueGradient" })
        {
            string start = matrix is "key" or "value" or "keyGradient" or "valueGradient" ? tiling.KeyStart : "start";
            writer.Line($"{matrix} += {start} * 16;");
        }

        writer.Line("logSumExp += start;");
        writer.Line();
        this.WriteDeltas(writer);
        writer.Line();

        using (writer.Block($"for (nint first = 0; first < {tiling.KeyLength}; first += {tiling.BackwardKeys})"))
        {
            writer.Line($"nint count = Math.Min({tiling.BackwardKeys}, {tiling.KeyLength} - first);");
            writer.Line($"new Span<float>(keySums, {tiling.BackwardKeys * tiling.KeySize}).Clear();");
            writer.Line($"new Span<float>(valueSums, {tiling.BackwardKeys * tiling.ValueSize}).Clear();");
            writer.Line();

            if (this.IsShared)
            {
                writer.Line("// Another query head of the same keys and values has been here.");

                using (writer.Block("if (accumulate)"))
                {
                    this.WriteKeyRows(writer, "keyGradient", "keySums", tiling.KeySize, isLoad: true);
                    this.WriteKeyRows(writer, "valueGradient", "valueSums", tiling.ValueSize, isLoad: true);
                }

                writer.Line();
            }

            if (tiling.Shape.Window > 0)
            {
                writer.Line($"nint limit = Math.Min(length, first + count + {tiling.Shape.Window - 1});");
            }

            string limit = tiling.Shape.Window > 0 ? "limit" : "length";
            string firstGroup = tiling.Shape.Causal ? $"first / {tiling.BackwardQueries} * {tiling.BackwardQueries}" : "0";

            using (writer.Block($"for (nint group = {firstGroup}; group < {limit}; group += {tiling.BackwardQueries})"))
            {
                writer.Line($"nint queryCount = Math.Min({tiling.BackwardQueries}, {limit} - group);");
                writer.Line();
                this.WriteScores(writer);
                writer.Line();
                this.WriteKeyGradients(writer);
            }

            writer.Line();
            this.WriteKeyRows(writer, "keyGradient", "keySums", tiling.KeySize);
            this.WriteKeyRows(writer, "valueGradient", "valueSums", tiling.ValueSize);
        }
    }

    private void WriteDeltas(KernelWriter writer)
    {
        writer.Line("// rowsum(dO * O), once for all blocks of keys.");

        using (writer.Block("for (nint row = 0; row < length; row++)"))
        {
            writer.Line("float* left = output + row * 16;");
            writer.Line("float* right = outputGradient + row * 16;");
            writer.Declare("sum", _ => writer.Zero);

            using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Tiling.ValueSize / 16}; panel++, at += {Literal.Integer(this.Tiling.Stride)})"))
            {
                writer.Each(vector => $"sum{vector} = {writer.Set.MultiplyAdd(writer.AtIndex("left", vector), writer.AtIndex("right", vector), $"sum{vector}")};");
            }

            writer.Line($"deltas[row] = {writer.Class}.Sum({writer.SumOf("sum")});");
        }
    }

    // P and dS of a group of queries, 16 at a time, and the part of dQ that this block of keys gives.
    private void WriteScores(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        string first = tiling.Shape.Causal ? "Math.Max(group, first / 16 * 16)" : "group";

        using (writer.Block($"for (nint query0 = {first}; query0 < group + queryCount; query0 += 16)"))
        {
            writer.Line(tiling.Shape.Causal ? "nint seen = Math.Min(count, query0 + 16 - first);" : "nint seen = count;");
            writer.Line($"float* p = probabilities + (query0 - group) * {tiling.BackwardKeys};");
            writer.Line($"float* dS = scoreGradients + (query0 - group) * {tiling.BackwardKeys};");

            if (tiling.HasDropout)
            {
                writer.Line("uint column = (head << 22) + (uint)query0;");
            }

            writer.Line($"Transpose{tiling.KeySize}(query + query0 * 16, queries, {Literal.Float(tiling.Scale)});");
            writer.Line($"Transpose{tiling.ValueSize}(outputGradient + query0 * 16, gradients, 1f);");
            writer.Line();
            writer.Line("nint tiled = 0;");

            using (writer.Block($"for (; tiled < seen; tiled += {writer.Set.TileRows})"))
            {
                writer.Line($"Tile{tiling.KeySize}(key + (first + tiled) * 16, queries, p + tiled * 16, zeros, 0);");
                writer.Line($"Tile{tiling.ValueSize}(value + (first + tiled) * 16, gradients, dS + tiled * 16, zeros, 0);");
            }

            writer.Line();
            writer.Declare("logSum", vector => writer.AtIndex("logSumExp", vector, "query0"));
            writer.Declare("delta", vector => writer.AtIndex("deltas", vector, "query0"));

            using (writer.Block("for (nint row = 0, at = 0; row < seen; row++, at += 16)"))
            {
                this.WriteScoreGradient(writer);
            }

            writer.Line();
            writer.Line("// Tiles reach past the keys that any of the 16 queries sees.");

            using (writer.Block("for (nint at = seen * 16; at < tiled * 16; at += 16)"))
            {
                writer.Each(vector => $"{writer.AtIndex("p", vector)} = {writer.Zero};");
                writer.Each(vector => $"{writer.AtIndex("dS", vector)} = {writer.Zero};");
            }

            writer.Line();
            this.WriteQueryGradient(writer);
        }
    }

    private void WriteScoreGradient(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        string kept = tiling.HasDropout ? "kept" : "probability";

        if (tiling.Shape.Causal || tiling.Shape.HasSlopes)
        {
            AttentionTiling.WritePosition(writer);
        }

        writer.Declare("probability", vector =>
            tiling.Visible(writer, $"ExpBounded({tiling.Sloped(writer, writer.AtIndex("p", vector), vector)} - logSum{vector})", writer.Zero, vector));

        writer.Declare("gradient", vector => writer.AtIndex("dS", vector));

        if (tiling.HasDropout)
        {
            writer.Declare("kept", vector => $"probability{vector}");

            using (writer.Block("if (dropout.IsActive)"))
            {
                writer.Declare("mask", vector => tiling.Dropout(writer, vector, "first + row"));
                writer.Each(vector => $"kept{vector} *= mask{vector};");
                writer.Each(vector => $"gradient{vector} *= mask{vector};");
            }
        }

        writer.Each(vector => $"{writer.AtIndex("p", vector)} = {kept}{vector};");
        writer.Each(vector =>
            $"{writer.AtIndex("dS", vector)} = probability{vector} * (gradient{vector} - delta{vector}) * {writer.Class}.Create({Literal.Float(tiling.Scale)});");
    }

    private void WriteQueryGradient(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Tiling.Stride);
        writer.Line("// dQ = dS K; only the sequence's own rows are written.");

        using (writer.Block($"for (nint panel = 0; panel < {this.Tiling.KeySize / 16}; panel++)"))
        {
            writer.Line($"OuterPanel(dS, key + panel * {stride} + first * 16, querySums, seen, false);");
            writer.Line($"float* to = queryGradient + panel * {stride} + query0 * 16;");
            writer.Line();

            using (writer.Block("for (nint at = 0; at < Math.Min(16, length - query0) * 16; at += 16)"))
            {
                writer.Declare("sum", vector => writer.AtIndex("querySums", vector));

                using (writer.Block(this.Tiling.Shape.Window > 0 ? $"if (first > 0 && query0 < first + {this.Tiling.Shape.Window - 1})" : "if (first > 0)"))
                {
                    writer.Each(vector => $"sum{vector} += {writer.AtIndex("to", vector)};");
                }

                writer.Each(vector => $"{writer.AtIndex("to", vector)} = sum{vector};");
            }
        }
    }

    private void WriteKeyGradients(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        writer.Line("// dK += dS^T Q, dV += P^T dO over the group; a key is seen from its own position on.");

        using (writer.Block($"for (nint tile = 0; tile < count; tile += {writer.Set.TileRows})"))
        {
            writer.Line(tiling.Shape.Causal ? "nint skipped = Math.Max(0, (first + tile - group) / 16 * 16);" : "const nint skipped = 0;");
            writer.Line("nint depth = queryCount - skipped;");
            writer.Line();

            using (writer.Block("if (depth <= 0)"))
            {
                writer.Line("continue;");
            }

            writer.Line();
            this.WriteKeyTiles(writer, "scoreGradients", "query", "keySums", tiling.KeySize);
            this.WriteKeyTiles(writer, "probabilities", "outputGradient", "valueSums", tiling.ValueSize);
        }
    }

    private void WriteKeyTiles(KernelWriter writer, string scores, string rows, string sums, int columns)
    {
        AttentionTiling tiling = this.Tiling;

        using (writer.Block($"for (nint panel = 0; panel < {columns / 16}; panel++)"))
        {
            writer.Line($"float* sum = {sums} + panel * {tiling.BackwardKeys * 16} + tile * 16;");
            writer.Line($"TileQueries({scores} + skipped * {tiling.BackwardKeys} + tile * 16, {rows} + panel * {Literal.Integer(tiling.Stride)} + (group + skipped) * 16, sum, sum, 16, depth);");
        }
    }

    private void WriteKeyRows(KernelWriter writer, string matrix, string sums, int columns, bool isLoad = false)
    {
        string sum = $"new Span<float>({sums} + panel * {this.Tiling.BackwardKeys * 16}, (int)count * 16)";
        string rows = $"new Span<float>({matrix} + panel * {Literal.Integer(this.Tiling.Stride)} + first * 16, (int)count * 16)";

        using (writer.Block($"for (nint panel = 0; panel < {columns / 16}; panel++)"))
        {
            writer.Line(isLoad ? $"{rows}.CopyTo({sum});" : $"{sum}.CopyTo({rows});");
        }
    }
}
