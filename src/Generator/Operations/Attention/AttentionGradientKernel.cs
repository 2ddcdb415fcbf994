using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradients of attention for one head over one sequence.</summary>
/// <param name="Tiling">What it shares with the forward kernel.</param>
/// <param name="MaximumLength">The longest sequence.</param>
/// <param name="IsShared">Whether several query heads add to the gradients of one key and value head.</param>
internal sealed partial record AttentionGradientKernel(AttentionTiling Tiling, int MaximumLength, bool IsShared) : Kernel
{
    private static readonly OuterPanel Panel = new();

    protected override KernelName Words => this.Tiling.WordsOf("AttentionGradient")
        .If(this.IsShared, "Shared").Count("Length", this.MaximumLength).Rows(this.Tiling.Layout);

    public override string Family => "Attention";

    public override IEnumerable<VectorFunction> Functions => this.Tiling.FunctionsOfScores;

    /// <summary>Keys of a block.</summary>
    private int BlockKeys => Math.Min(96, AttentionTiling.Tiles(this.MaximumLength));

    /// <summary>Queries whose scores exist at a time, so that key gradients sum over that many in registers.</summary>
    private int BlockQueries => Math.Min(64, Axis.RoundUp(this.MaximumLength));

    private (string Name, string Shape, int Floats)[] Scratch =>
    [
        this.Tiling.Queries,
        (
            "gradients",
            $"[{this.Tiling.PaddedValueSize}, {Panels.Width}]: {Panels.Width} output gradients, transposed",
            this.Tiling.PaddedValueSize * Panels.Width
        ),
        (
            "probabilities",
            $"[{this.BlockKeys}, {this.BlockQueries}]: of a block of keys and a group of queries",
            this.BlockKeys * this.BlockQueries
        ),
        ("scoreGradients", $"[{this.BlockKeys}, {this.BlockQueries}]: likewise", this.BlockKeys * this.BlockQueries),
        (
            "keySums",
            $"[{this.BlockKeys}, {this.Tiling.PaddedKeySize}]: the gradients of a block of keys",
            this.BlockKeys * this.Tiling.PaddedKeySize
        ),
        (
            "valueSums",
            $"[{this.BlockKeys}, {this.Tiling.PaddedValueSize}]: the gradients of their values",
            this.BlockKeys * this.Tiling.PaddedValueSize
        ),
        ("querySums", $"[{Panels.Width}, {Panels.Width}]: of {Panels.Width} queries, a panel of their gradients", Panels.Square),
        ("deltas", $"[{this.MaximumLength}]: rowsum(dO * O)", Axis.RoundUp(this.MaximumLength) + Panels.Width),
        .. this.Tiling.Distances(this.MaximumLength),
        .. this.BiasSums,
    ];

    public override Signature Signature => Signature.Empty
        .Floats("query", "key", "value", "output", "logSumExp", "outputGradient", "queryGradient", "keyGradient", "valueGradient")
        .FloatsIf(this.Tiling.HasBiases, "biasGradient")
        .Then(this.Tiling.Sequence).FlagsIf(this.IsShared, "accumulate").Then(this.Tiling.Options)
        .Floats("scratch");

    public override int ScratchFloats => AttentionTiling.FloatsOf(this.Scratch);

    public override string Summary =>
        "With P recomputed from the log-sum-exp: dP = dO V^T, dS = P * (dP - rowsum(dO * O)),\n" +
        $"dQ = dS K / sqrt({this.Tiling.KeySize}), dK = dS^T Q / sqrt({this.Tiling.KeySize}), dV = P^T dO " +
        "for one head and the rows of one sequence. Dao et al. 2022." +
        (this.Tiling.HasBiases ? "\nThe gradient of a bias is the sum of P * (dP - rowsum(dO * O)) over its bucket's distances." : "");

    /// <summary>The gradients of <see cref="AttentionKernel.OfSequences"/>.</summary>
    public static AttentionGradientKernel OfSequences(AttentionShape shape, RowLayout rows, int longest) =>
        new(AttentionTiling.Of(shape, rows), longest, shape.GroupSize > 1);

    public override IEnumerable<Kernel> Callees(InstructionSet set) =>
    [
        AttentionTiling.Transpose, AttentionTiling.Tile, Panel, .. this.Tiling.BiasKernels,
        .. this.Tiling.HasBiases ? (Kernel[])[this.BiasSum] : [],
    ];

    public override void WriteBody(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;

        if (tiling.HasMask || tiling.HasPast || tiling.IsCached)
        {
            throw new LoweringException($"attention with a mask or past keys has no gradient; no spec asks for one.");
        }

        AttentionTiling.WriteScratch(writer, this.Scratch);
        writer.DeclareZeros();
        tiling.WriteLanes(writer, always: tiling.HasBiases);
        tiling.WriteBiases(writer, this.MaximumLength);
        this.WriteBiasSums(writer);
        tiling.WriteDropoutPlace(writer);

        string[] matrices = ["query", "key", "value", "output", "outputGradient", "queryGradient", "keyGradient", "valueGradient"];

        foreach (string matrix in matrices)
        {
            string start = matrix is "key" or "value" or "keyGradient" or "valueGradient" ? tiling.KeyStart : "start";
            writer.Line($"{matrix} += {start} * {Panels.Width};");
        }

        writer.Line("logSumExp += start;");

        if (tiling.HasBiases)
        {
            writer.Line("biasGradient += start;");
        }

        writer.Line();
        this.WriteDeltas(writer);
        writer.Line();

        using (writer.Block($"for (nint first = 0; first < {tiling.KeyLength}; first += {this.BlockKeys})"))
        {
            writer.Declare("nint", "count", $"Math.Min({this.BlockKeys}, {tiling.KeyLength} - first)");
            writer.Line($"new Span<float>(keySums, {this.BlockKeys * tiling.PaddedKeySize}).Clear();");
            writer.Line($"new Span<float>(valueSums, {this.BlockKeys * tiling.PaddedValueSize}).Clear();");
            writer.Line();

            if (this.IsShared)
            {
                writer.Comment("Another query head of the same keys and values has been here.");

                using (writer.Block("if (accumulate)"))
                {
                    this.WriteKeyRows(writer, "keyGradient", "keySums", tiling.PaddedKeySize, isLoad: true);
                    this.WriteKeyRows(writer, "valueGradient", "valueSums", tiling.PaddedValueSize, isLoad: true);
                }

                writer.Line();
            }

            if (tiling.Window > 0)
            {
                writer.Declare("nint", "limit", $"Math.Min(length, first + count + {tiling.Window - 1})");
            }

            string limit = tiling.Window > 0 ? "limit" : "length";
            string firstGroup = this.AlignedGroup(tiling);

            using (writer.Block($"for (nint group = {firstGroup}; group < {limit}; group += {this.BlockQueries})"))
            {
                writer.Declare("nint", "queryCount", $"Math.Min({this.BlockQueries}, {limit} - group)");
                writer.Line();
                this.WriteScores(writer);
                writer.Line();
                this.WriteKeyGradients(writer);
            }

            writer.Line();
            this.WriteKeyRows(writer, "keyGradient", "keySums", tiling.PaddedKeySize);
            this.WriteKeyRows(writer, "valueGradient", "valueSums", tiling.PaddedValueSize);
        }

        if (tiling.HasBiases)
        {
            writer.Line();
            writer.Call(
                this.BiasSum,
                ("sums", "biasSums"), ("output", "biasGradient"), ("before", "length"),
                ("behind", tiling.Relative!.IsBidirectional ? tiling.KeyLength : null));
        }
    }

    // The group of the first query that sees any of a block of keys.
    private string AlignedGroup(AttentionTiling tiling) => tiling switch
    {
        { Causal: true } => $"first / {this.BlockQueries} * {this.BlockQueries}",
        { Window: > 0 } => $"Math.Max(0, first - {tiling.Window - 1}) / {this.BlockQueries} * {this.BlockQueries}",
        _ => "0",
    };

    private void WriteDeltas(KernelWriter writer)
    {
        writer.Comment("rowsum(dO * O), once for all blocks of keys.");

        using (writer.Block("for (nint row = 0; row < length; row++)"))
        {
            writer.Declare("float*", "left", $"&output[row * {Panels.Width}]");
            writer.Declare("float*", "right", $"&outputGradient[row * {Panels.Width}]");
            writer.Declare("sum", _ => writer.Zero);

            writer.PanelsAt(this.Tiling.PaddedValueSize / Panels.Width, this.Tiling.Stride, at =>
            {
                writer.DeclareRow("left", at);
                writer.DeclareRow("right", at);
                writer.Each(vector => writer.AddProduct($"sum{vector}", writer.At("left", vector), writer.At("right", vector)));
            });
            writer.Line();
            writer.Line($"deltas[row] = {writer.Class}.Sum({writer.SumOf("sum")});");
        }
    }

    // P and dS of a group of queries, 16 at a time, and the part of dQ that this block of keys gives.
    private void WriteScores(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        string first = tiling.Causal ? $"Math.Max(group, first / {Panels.Width} * {Panels.Width})" : "group";

        using (writer.Block($"for (nint query0 = {first}; query0 < group + queryCount; query0 += {Panels.Width})"))
        {
            writer.Declare("nint", "seen", tiling.Causal ? $"Math.Min(count, query0 + {Panels.Width} - first)" : "count");
            writer.Declare("float*", "p", $"&probabilities[(query0 - group) * {this.BlockKeys}]");
            writer.Declare("float*", "dS", $"&scoreGradients[(query0 - group) * {this.BlockKeys}]");

            if (tiling.HasDropout)
            {
                writer.Declare("uint", "block", DropoutCounter.Block);
            }

            string scale = Literal.Float(tiling.QueryScale);
            tiling.CallTranspose(writer, $"&query[query0 * {Panels.Width}]", "queries", tiling.PaddedKeySize, scale);
            tiling.CallTranspose(writer, $"&outputGradient[query0 * {Panels.Width}]", "gradients", tiling.PaddedValueSize, "1f");
            writer.Line();
            writer.Declare("nint", "tiled", "0");

            using (writer.Block($"for (; tiled < seen; tiled += {writer.Set.TileRows})"))
            {
                string row = $"(first + tiled) * {Panels.Width}";
                tiling.CallTile(writer, $"&key[{row}]", "queries", $"&p[tiled * {Panels.Width}]", tiling.KeySize);
                tiling.CallTile(writer, $"&value[{row}]", "gradients", $"&dS[tiled * {Panels.Width}]", tiling.ValueSize);
            }

            writer.Line();
            writer.DeclareRow("logSumExp", "query0");
            writer.DeclareRow("deltas", "query0");
            writer.Declare("logSum", vector => writer.At("logSumExp", vector));
            writer.Declare("delta", vector => writer.At("deltas", vector));

            if (tiling.HasBiases)
            {
                writer.Declare("rest", writer.Create("(float)(length - query0)"));
            }

            using (writer.Block($"for (nint row = 0, at = 0; row < seen; row++, at += {Panels.Width})"))
            {
                this.WriteScoreGradient(writer);
            }

            writer.Line();
            writer.Comment($"Tiles reach past the keys that any of the {Panels.Width} queries sees.");

            using (writer.Block($"for (nint at = seen * {Panels.Width}; at < tiled * {Panels.Width}; at += {Panels.Width})"))
            {
                DeclareScores(writer);
                writer.Each(vector => $"{writer.At("p", vector)} = {writer.Zero};");
                writer.Each(vector => $"{writer.At("dS", vector)} = {writer.Zero};");
            }

            writer.Line();
            this.WriteQueryGradient(writer);
        }
    }

    private static void DeclareScores(KernelWriter writer)
    {
        writer.DeclareRow("p", "at");
        writer.DeclareRow("dS", "at");
    }

    private void WriteScoreGradient(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        string kept = tiling.HasDropout ? "kept" : "probability";
        DeclareScores(writer);

        tiling.WritePlace(writer);

        if (tiling.HasSoftCap)
        {
            string cap = writer.Create(tiling.SoftCap);
            writer.Declare("bent", vector => $"Tanh({writer.At("p", vector)})");
            writer.Declare("capped", vector => $"bent{vector} * {cap}");
        }

        writer.Declare("probability", vector =>
        {
            string score = tiling.Biased(writer, tiling.HasSoftCap ? $"capped{vector}" : writer.At("p", vector), vector);

            return tiling.Visible(writer, $"ExpBounded({score} - logSum{vector})", writer.Zero, vector);
        });

        writer.Declare("gradient", vector => writer.At("dS", vector));

        if (tiling.HasDropout)
        {
            writer.Declare("kept", vector => $"probability{vector}");

            using (writer.Block("if (dropout.IsActive)"))
            {
                writer.Declare("mask", vector => tiling.DropoutMask(writer, vector, "first + row"));
                writer.Each(vector => $"kept{vector} *= mask{vector};");
                writer.Each(vector => $"gradient{vector} *= mask{vector};");
            }
        }

        writer.Each(vector => $"{writer.At("p", vector)} = {kept}{vector};");
        string scale = writer.Create(tiling.Scale);

        if (tiling.HasSoftCap)
        {
            writer.Comment("The slope of the cap.");
            writer.Declare("slope", vector => writer.MultiplySubtract($"bent{vector}", $"bent{vector}", writer.Create(1)));
        }

        if (tiling.HasBiases)
        {
            this.WriteBiasGradient(writer);
        }

        writer.Each(vector =>
        {
            string factor = tiling.HasSoftCap ? $" * slope{vector}" : "";
            string gradient = tiling.HasBiases ? $"scoreGradient{vector}" : $"probability{vector} * (gradient{vector} - delta{vector})";

            return $"{writer.At("dS", vector)} = {gradient} * {scale}{factor};";
        });
    }

    private void WriteQueryGradient(KernelWriter writer)
    {
        writer.Comment("dQ = dS K; only the sequence's own rows are written.");
        writer.Panels(this.Tiling.PaddedKeySize / Panels.Width, panel =>
        {
            writer.Call(
                Panel,
                ("left", "dS"), ("right", panel.Of("key", this.Tiling.Stride, $"first * {Panels.Width}")), ("output", "querySums"),
                ("rows", "seen"), ("accumulate", "false"));
            writer.Declare("float*", "to", panel.Of("queryGradient", this.Tiling.Stride, $"query0 * {Panels.Width}"));
            writer.Line();

            string end = $"Math.Min({Panels.Width}, length - query0) * {Panels.Width}";

            using (writer.Block($"for (nint at = 0; at < {end}; at += {Panels.Width})"))
            {
                writer.DeclareRow("querySums", "at");
                writer.DeclareRow("to", "at");
                writer.Declare("sum", vector => writer.At("querySums", vector));

                using (writer.Block(this.Tiling.Window > 0
                    ? $"if (first > 0 && query0 < first + {this.Tiling.Window - 1})"
                    : "if (first > 0)"))
                {
                    writer.Each(vector => $"sum{vector} += {writer.At("to", vector)};");
                }

                writer.Each(vector => $"{writer.At("to", vector)} = sum{vector};");
            }
        });
    }

    private void WriteKeyGradients(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        writer.Comment("dK += dS^T Q, dV += P^T dO over the group; a key is seen from its own position on.");

        using (writer.Block($"for (nint tile = 0; tile < count; tile += {writer.Set.TileRows})"))
        {
            if (tiling.Causal)
            {
                writer.Declare("nint", "skipped", $"Math.Max(0, (first + tile - group) / {Panels.Width} * {Panels.Width})");
            }
            else
            {
                writer.Constant("nint", "skipped", "0");
            }

            writer.Declare("nint", "depth", "queryCount - skipped");
            writer.Line();

            using (writer.Block("if (depth <= 0)"))
            {
                writer.Line("continue;");
            }

            writer.Line();
            this.WriteKeyTiles(writer, "scoreGradients", "query", "key", tiling.PaddedKeySize);
            this.WriteKeyTiles(writer, "probabilities", "outputGradient", "value", tiling.PaddedValueSize);
        }
    }

    private void WriteKeyTiles(KernelWriter writer, string scores, string rows, string side, int columns)
    {
        AttentionTiling tiling = this.Tiling;
        writer.Panels(columns / Panels.Width, panel =>
        {
            writer.Declare("float*", $"{side}Sum", panel.Of($"{side}Sums", this.BlockKeys * Panels.Width, $"tile * {Panels.Width}"));
            writer.Call(
                AttentionTiling.Tile,
                ("input", $"&{scores}[skipped * {this.BlockKeys} + tile * {Panels.Width}]"),
                ("weights", panel.Of(rows, tiling.Stride, $"(group + skipped) * {Panels.Width}")), ("output", $"{side}Sum"),
                ("initial", $"{side}Sum"), ("initialStride", $"{Panels.Width}"),
                ("inputStride", Literal.Integer(this.BlockKeys * Panels.Width)), ("depth", "depth"));
        });
    }

    private void WriteKeyRows(KernelWriter writer, string matrix, string sums, int columns, bool isLoad = false)
    {
        writer.Panels(columns / Panels.Width, panel =>
        {
            string sum = $"new Span<float>({panel.Of(sums, this.BlockKeys * Panels.Width)}, (int)count * {Panels.Width})";
            string first = panel.Of(matrix, this.Tiling.Stride, $"first * {Panels.Width}");
            string rows = $"new Span<float>({first}, (int)count * {Panels.Width})";
            writer.Line(isLoad ? $"{rows}.CopyTo({sum});" : $"{sum}.CopyTo({rows});");
        });
    }
}
