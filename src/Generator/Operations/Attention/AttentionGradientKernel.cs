using System;
using System.Collections.Generic;
using System.Linq;
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
    /// <summary>The most keys of a block.</summary>
    public const int MostBlockKeys = 96;

    private static readonly OuterPanel Panel = new();

    protected override KernelName Words => this.Tiling.WordsOf("AttentionGradient")
        .If(this.IsShared, "Shared").If(this.SumsBiases != this.Tiling.HasBiases, "FrozenBiases")
        .Count("Length", this.MaximumLength).Rows(this.Tiling.Layout);

    /// <summary>Whether biases by distance have gradients: no frozen ones have.</summary>
    public bool SumsBiases { get; init; } = Tiling.HasBiases;

    public override string Family => "Attention";

    public override IEnumerable<VectorFunction> Functions => this.Tiling.FunctionsOfScores(withDerivative: true);

    /// <summary>Whether all keys are one block: what a query's probabilities sum to is then known before it is needed.</summary>
    public bool IsOneBlock => this.MaximumLength <= MostBlockKeys;

    /// <summary>Keys of a block.</summary>
    private int BlockKeys => Math.Min(MostBlockKeys, AttentionTiling.Tiles(this.MaximumLength));

    /// <summary>Queries whose scores exist at a time, so that key gradients sum over that many in registers.</summary>
    private int BlockQueries => Math.Min(64, Axis.RoundUp(this.MaximumLength));

    private (string Name, string Shape, int Floats)[] Scratch =>
    [
        this.Tiling.Queries,
        this.OfValues("gradients", "output gradients"),
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
        .. this.OfDeltas,
        .. this.Tiling.Distances(this.MaximumLength),
        .. this.BiasSums,
    ];

    // What the gradients of scores need of all keys, or of one query's scores until all are there.
    private IEnumerable<(string Name, string Shape, int Floats)> OfDeltas => this.IsOneBlock
        ? this.Held.Select(held =>
            (held.Place, $"[{this.BlockKeys}, {Panels.Width}]: for {Panels.Width} queries", this.BlockKeys * Panels.Width))
        :
        [
            this.OfValues("outputs", "outputs"),
            ("deltas", $"[{this.MaximumLength}]: rowsum(dO * O)", Axis.RoundUp(this.MaximumLength) + Panels.Width),
        ];

    // What is not to be found in P and dP any more, and where it is kept.
    private IEnumerable<(string Value, string Place)> Held
    {
        get
        {
            if (this.Tiling.HasDropout)
            {
                yield return ("probability", "undropped");
            }

            if (this.Tiling.HasSoftCap)
            {
                yield return ("slope", "capSlopes");
            }
        }
    }

    private (string Name, string Shape, int Floats) OfValues(string name, string meaning) => (
        name,
        $"[{this.Tiling.PaddedValueSize}, {Panels.Width}]: {Panels.Width} {meaning}, transposed",
        this.Tiling.PaddedValueSize * Panels.Width);

    public override Signature Signature => Signature.Empty
        .Floats("query", "key", "value").FloatsIf(!this.IsOneBlock, "output").Floats("scoreMaximum", "inverseTotal", "outputGradient")
        .Floats("queryGradient", "keyGradient", "valueGradient")
        .FloatsIf(this.SumsBiases, "biasGradient")
        .Then(this.Tiling.Sequence).FlagsIf(this.IsShared, "accumulate").Then(this.Tiling.Options)
        .Floats("scratch");

    public override int ReadsPast(string parameter) => parameter switch
    {
        "query" or "output" or "outputGradient" => RowPlan.SquareReach,
        "key" or "value" => RowPlan.TileReach,
        "scoreMaximum" or "inverseTotal" => Panels.Width - 1,
        _ => 0,
    };

    public override int ScratchFloats => AttentionTiling.FloatsOf(this.Scratch);

    public override string Summary =>
        $"With P = exp(score - scoreMaximum) * inverseTotal: dP = dO V^T, dS = P * (dP - {this.Delta}),\n" +
        $"dQ = dS K / sqrt({this.Tiling.KeySize}), dK = dS^T Q / sqrt({this.Tiling.KeySize}), dV = P^T dO " +
        "for one head and the rows of one sequence. Dao et al. 2022." +
        (this.SumsBiases ? $"\nThe gradient of a bias is the sum of P * (dP - {this.Delta}) over its bucket's distances." : "");

    private string Delta => this.IsOneBlock ? "rowsum(P * dP)" : "rowsum(dO * O)";

    /// <summary>The gradients of <see cref="AttentionKernel.OfSequences"/>.</summary>
    public static AttentionGradientKernel OfSequences(AttentionShape shape, RowLayout rows, int longest) =>
        new(AttentionTiling.Of(shape, rows), longest, shape.GroupSize > 1);

    public override IEnumerable<Kernel> Callees(InstructionSet set) =>
    [
        AttentionTiling.Transpose, AttentionTiling.Tile, Panel, .. this.Tiling.BiasKernels,
        .. this.SumsBiases ? (Kernel[])[this.BiasSum] : [],
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
        tiling.WriteLanes(writer, always: this.SumsBiases);
        tiling.WriteBiases(writer, this.MaximumLength);
        this.WriteBiasSums(writer);
        tiling.WriteDropoutPlace(writer);

        string[] matrices = ["query", "key", "value", "output", "outputGradient", "queryGradient", "keyGradient", "valueGradient"];

        foreach (string matrix in matrices.Where(matrix => matrix != "output" || !this.IsOneBlock))
        {
            string start = matrix is "key" or "value" or "keyGradient" or "valueGradient" ? tiling.KeyStart : "start";
            writer.Line($"{matrix} = &{matrix}[{start} * {Panels.Width}];");
        }

        writer.Line("scoreMaximum = &scoreMaximum[start];");
        writer.Line("inverseTotal = &inverseTotal[start];");

        if (this.SumsBiases)
        {
            writer.Line("biasGradient = &biasGradient[start];");
        }

        writer.Line();

        if (!this.IsOneBlock)
        {
            this.WriteDeltas(writer);
            writer.Line();
        }

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

        if (this.SumsBiases)
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
