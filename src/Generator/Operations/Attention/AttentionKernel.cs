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

/// <summary>Attention of one head over one sequence.</summary>
/// <param name="Tiling">What it shares with its gradient.</param>
/// <param name="BlockKeys">Keys whose scores exist at a time: whole tiles of every set.</param>
/// <param name="KeepsStatistics">
/// Whether every row's greatest score, and one over the sum of the exponentials relative to it, are kept for the gradient. Not the greatest
/// score plus the logarithm of that sum, as is usual: beside a score of 1e7 the logarithm would be lost.
/// </param>
internal sealed partial record AttentionKernel(AttentionTiling Tiling, int BlockKeys, bool KeepsStatistics) : Kernel
{
    /// <summary>The most keys of a block: 192 rows of 16 scores are 12 KB.</summary>
    private const int MostKeys = 192;

    /// <summary>The longest sequence, where biases by distance need room; 0 where there are none.</summary>
    public int BiasedLength { get; init; }

    protected override KernelName Words => this.Tiling.WordsOf("Attention").Word(this.Cache.Word).If(this.KeepsStatistics, "Statistics")
        .Count("Biased", this.BiasedLength)
        .Count("Keys", this.BlockKeys, usual: this.Tiling.IsCached ? CachedKeys(this.Tiling.CachedPositions) : MostKeys)
        .Count("Of", this.CacheSize, usual: this.Tiling.CachedPositions).Word(this.Blocks?.Word ?? "").Rows(this.Tiling.Layout);

    public override string Family => "Attention";

    public override IEnumerable<VectorFunction> Functions => this.Tiling.FunctionsOfScores(withDerivative: false);

    public override Signature Signature => Signature.Empty
        .Floats("query", "key", "value", "output").FloatsIf(this.KeepsStatistics, "scoreMaximum", "inverseTotal")
        .Then(this.Tiling.Sequence).Then(this.Tiling.Options)
        .IntegersIf(this.Blocks is not null, "blocks").IndicesIf(this.Blocks is not null, "slot")
        .Floats("scratch");

    public override int ReadsPast(string parameter) => parameter switch
    {
        "query" => RowPlan.SquareReach,
        "key" when !this.Tiling.IsCached => RowPlan.TileReach,
        "key" or "value" when this.Widens => this.Cache.ReadsPast,
        _ => 0,
    };

    public override int ScratchFloats => AttentionTiling.FloatsOf(this.Scratch);

    public override string Summary =>
        $"output = softmax({this.Tiling.ScoreFormula}) x value for one head and the rows of one sequence,\n" +
        $"d_key {this.Tiling.KeySize}, d_value {this.Tiling.ValueSize}" +
        (this.Tiling.Window > 0 ? $", each query sees {this.Tiling.Window} keys (window)" : "") +
        $"{(this.Tiling.HasPast ? "; query i sees keys 0 .. past + i" : "")}{(this.Tiling.HasMask ? "; mask[keys, queries]" : "")}.\n" +
        (this.Tiling.IsCached
            ? this.Cache.Describe(this.Tiling.PaddedKeySize, this.CacheSize) + "\n"
            : "") +
        "An online softmax (Milakov and Gimelshein 2018; Dao et al. 2022): " +
        $"scores exist for {Panels.Width} queries and one block of keys only.";

    private (string Name, string Shape, int Floats)[] Scratch =>
    [
        this.Tiling.Queries,
        ("scores", $"[{this.BlockKeys}, {Panels.Width}]: scores, then probabilities, of a block of keys", this.BlockKeys * Panels.Width),
        ("sums", $"[{Panels.Width}, {this.Tiling.PaddedValueSize}]: sums of values", this.Tiling.PaddedValueSize * Panels.Width),
        ("corrections", $"[{Panels.Width}]: what the sums so far are multiplied by; in the end the totals", Panels.Width),
        .. this.Tiling.Distances(this.BiasedLength),
        .. this.Widens ? [this.Widened] : ((string, string, int)[])[],
    ];

    /// <summary>Attention over whole sequences; every head and layer of one shape calls it, and says its dropout site.</summary>
    /// <param name="shape">Heads, sizes and mask.</param>
    /// <param name="rows">The rows of activations.</param>
    /// <param name="longest">The longest sequence.</param>
    /// <param name="keepsStatistics">Whether a gradient follows.</param>
    public static AttentionKernel OfSequences(AttentionShape shape, RowLayout rows, int longest, bool keepsStatistics) =>
        new(AttentionTiling.Of(shape, rows), Math.Min(MostKeys, AttentionTiling.Tiles(longest)), keepsStatistics)
        {
            BiasedLength = shape.Relative is null ? 0 : longest,
        };

    public override IEnumerable<Kernel> Callees(InstructionSet set) =>
    [
        AttentionTiling.Transpose, .. this.OuterPanels, .. this.Tiling.BiasKernels,
        .. this.Tiling.IsCached ? (Kernel[])[] : [AttentionTiling.Tile],
        .. this.Widens ? ((Kernel[])[this.WidenKeys, this.WidenValues]).Distinct() : [],
    ];

    public override void WriteBody(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        AttentionTiling.WriteScratch(writer, this.Scratch);
        writer.DeclareRow("corrections");

        if (!tiling.IsCached)
        {
            writer.DeclareZeros();
        }

        this.Blocks?.WriteSlot(writer);
        tiling.WriteLanes(writer);
        tiling.WriteBiases(writer, this.BiasedLength);
        tiling.WriteDropoutPlace(writer);
        writer.Line($"query = &query[start * {Panels.Width}];");
        writer.Line($"output = &output[start * {Panels.Width}];");

        if (!tiling.IsCached)
        {
            writer.Line($"key = &key[{tiling.KeyStart} * {Panels.Width}];");
            writer.Line($"value = &value[{tiling.KeyStart} * {Panels.Width}];");
        }

        if (this.KeepsStatistics)
        {
            writer.Line("scoreMaximum = &scoreMaximum[start];");
            writer.Line("inverseTotal = &inverseTotal[start];");
        }

        writer.Line();

        using (writer.Block($"for (nint query0 = 0; query0 < length; query0 += {Panels.Width})"))
        {
            string scale = Literal.Float(tiling.QueryScale);
            tiling.CallTranspose(writer, $"&query[query0 * {Panels.Width}]", "queries", tiling.PaddedKeySize, scale);

            if (tiling.HasPast)
            {
                writer.Declare("nint", "position0", "query0 + past");
            }

            writer.Declare("nint", "seen", tiling.End);

            if (tiling.Window > 0)
            {
                string begin = $"Math.Max(0, {tiling.Position0} - {tiling.Window - 1})";
                writer.Declare("nint", "begin", tiling.IsCached ? $"{begin} / {Panels.Width} * {Panels.Width}" : begin);
            }

            if (tiling.HasDropout)
            {
                writer.Declare("uint", "block", DropoutCounter.Block);
            }

            this.WriteStart(writer);
            writer.Line();

            using (writer.Block($"for (nint first = {tiling.Begin}; first < seen; first += {this.BlockKeys})"))
            {
                writer.Declare("nint", "count", $"Math.Min({this.BlockKeys}, seen - first)");

                if (tiling.HasMask)
                {
                    string capacity = Literal.Integer(tiling.Layout.Capacity);
                    writer.Declare("float*", "masks", $"&mask[query0 * {capacity} + first * {Panels.Width}]");
                }

                writer.Line();

                this.WriteScores(writer);

                writer.Line();
                this.WriteMaximum(writer);
                this.WriteProbabilities(writer);
                writer.Line();

                writer.Panels(tiling.PaddedValueSize / Panels.Width, panel => writer.Call(
                    this.ValuePanel,
                    [
                        ("left", "scores"),
                        ("right", this.ValuesOf(writer, panel)),
                        ("output", panel.Of("sums", Panels.Square)),
                        ("rows", "count"),
                        .. this.ValuePanel.Blocks is null ? [] : (IEnumerable<(string, string?)>)[("blocks", "blocks"), ("first", "first")],
                        ("accumulate", $"first > {tiling.Begin}"),
                    ]));
            }

            writer.Line();
            this.WriteOutput(writer);
        }
    }

    private void WriteScores(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;

        using (writer.Block($"for (nint tile = 0; tile < count; tile += {(tiling.IsCached ? Panels.Width : writer.Set.TileRows)})"))
        {
            if (!tiling.IsCached)
            {
                string keys = $"&key[(first + tile) * {Panels.Width}]";
                tiling.CallTile(writer, keys, "queries", $"&scores[tile * {Panels.Width}]", tiling.KeySize);
            }
            else
            {
                // Cached keys are transposed, so that their scores are an outer product too.
                writer.Call(
                    KeyPanel,
                    ("left", this.KeysOf(writer, "(first + tile)")),
                    ("right", "queries"),
                    ("output", $"&scores[tile * {Panels.Width}]"),
                    ("rows", $"{tiling.KeySize}"), ("accumulate", "false"));
            }
        }
    }

    private void WriteStart(KernelWriter writer)
    {
        if (!this.Tiling.MaySeeNothing)
        {
            writer.Declare("maximum", _ => writer.Broadcast(float.NegativeInfinity));
            writer.Declare("total", _ => writer.Zero);
            return;
        }

        writer.Line();
        writer.Comment("A query that sees no key: from a finite maximum, its probabilities and their sum are zero.");
        writer.Declare("maximum", _ => writer.Broadcast("float.MinValue"));
        writer.Declare("total", _ => writer.Zero);
        writer.Line($"new Span<float>(sums, {Literal.Integer(this.Tiling.PaddedValueSize * Panels.Width)}).Clear();");
    }

    private void WriteMaximum(KernelWriter writer)
    {
        bool isPlain = !this.Tiling.Causal && !this.Tiling.TouchesEveryScore;
        string whole = isPlain ? "count" : "whole";

        if (!isPlain && !this.Tiling.TouchesEveryScore)
        {
            writer.Comment(
                $"Keys up to the first query are seen by all {Panels.Width}; " +
                "a later one by the queries from its own position on.");
            writer.Declare("nint", "whole", $"Math.Clamp({this.Tiling.Position0} - first + 1, 0, count)");
        }

        writer.Declare("greatest", vector => $"maximum{vector}");
        writer.Line();

        if (!this.Tiling.TouchesEveryScore)
        {
            using (writer.Block($"for (nint at = 0; at < {whole} * {Panels.Width}; at += {Panels.Width})"))
            {
                writer.DeclareRow("scores", "at");
                writer.Each(vector => $"greatest{vector} = {writer.Max($"greatest{vector}", writer.At("scores", vector))};");
            }

            writer.Line();
        }

        if (!isPlain)
        {
            using (writer.Block(this.Tiling.TouchesEveryScore
                ? $"for (nint row = 0, at = 0; row < count; row++, at += {Panels.Width})"
                : $"for (nint row = whole, at = whole * {Panels.Width}; row < count; row++, at += {Panels.Width})"))
            {
                writer.DeclareRow("scores", "at");

                if (this.Tiling.HasMask)
                {
                    writer.DeclareRow("masks", "at");
                }

                this.Tiling.WritePlace(writer);

                if (this.Tiling.HasSoftCap)
                {
                    string cap = writer.Broadcast(this.Tiling.SoftCap);
                    writer.Declare("capped", vector => $"Tanh({writer.At("scores", vector)}) * {cap}");
                }

                writer.Declare("masked", vector =>
                {
                    string score = this.Tiling.HasSoftCap ? $"capped{vector}" : writer.At("scores", vector);

                    return this.Tiling.Masked(writer, score, vector);
                });
                writer.Each(vector => $"{writer.At("scores", vector)} = masked{vector};");
                writer.Each(vector => $"greatest{vector} = {writer.Max($"greatest{vector}", $"masked{vector}")};");
            }

            writer.Line();
        }
    }

    private void WriteProbabilities(KernelWriter writer)
    {
        writer.Comment("What was summed so far was relative to a smaller maximum.");
        writer.Declare("correction", vector => $"ExpBounded(maximum{vector} - greatest{vector})");
        writer.Each(vector => $"total{vector} *= correction{vector};");
        writer.Each(vector => $"maximum{vector} = greatest{vector};");
        writer.Each(vector => $"{writer.At("corrections", vector)} = correction{vector};");
        writer.Line();

        using (writer.Block($"for (nint row = 0, at = 0; row < count; row++, at += {Panels.Width})"))
        {
            writer.DeclareRow("scores", "at");
            writer.Declare("p", vector => $"ExpBounded({writer.At("scores", vector)} - maximum{vector})");
            writer.Each(vector => $"total{vector} += p{vector};");

            if (this.Tiling.HasDropout)
            {
                using (writer.Block("if (dropout.IsActive)"))
                {
                    writer.Each(vector => $"p{vector} *= {this.Tiling.DropoutMask(writer, vector, "first + row")};");
                }
            }

            writer.Each(vector => $"{writer.At("scores", vector)} = p{vector};");
        }

        writer.Line();

        using (writer.Block($"if (first > {this.Tiling.Begin})"))
        using (writer.Block($"for (nint row = 0; row < {this.Tiling.PaddedValueSize}; row++)"))
        {
            bool isPanel = this.Tiling.PaddedValueSize == Panels.Width;
            writer.Comment($"Row r {(isPanel ? "" : "of every panel ")}of sums belongs to query r.");
            writer.Declare("factor", writer.Broadcast($"corrections[row{(isPanel ? "" : $" % {Panels.Width}")}]"));
            writer.DeclareRow("sums", $"row * {Panels.Width}");
            writer.Each(vector => $"{writer.At("sums", vector)} *= factor;");
        }
    }

    private void WriteOutput(KernelWriter writer)
    {
        writer.Each(vector => $"{writer.At("corrections", vector)} = total{vector};");

        if (this.KeepsStatistics)
        {
            writer.Comment("The queries are done with: the maxima take their place.");
            writer.DeclareRow("queries");
            writer.Each(vector => $"{writer.At("queries", vector)} = maximum{vector};");
        }

        writer.Line();

        using (writer.Block($"for (nint row = 0; row < Math.Min({Panels.Width}, length - query0); row++)"))
        {
            writer.Declare("float", "total", "corrections[row]");
            writer.Declare("float", "inverse", $"{(this.Tiling.MaySeeNothing ? "total == 0 ? 0 : " : "")}1 / total");

            if (this.KeepsStatistics)
            {
                writer.Line("scoreMaximum[query0 + row] = queries[row];");
                writer.Line("inverseTotal[query0 + row] = inverse;");
            }

            writer.Declare("factor", writer.Broadcast("inverse"));
            writer.Declare("float*", "from", $"&sums[row * {Panels.Width}]");
            writer.Declare("float*", "to", $"&output[(query0 + row) * {Panels.Width}]");
            writer.Line();

            writer.Panels(
                this.Tiling.PaddedValueSize / Panels.Width,
                _ =>
                {
                    writer.DeclareRow("from");
                    writer.DeclareRow("to");
                    writer.Each(vector => $"{writer.At("to", vector)} = {writer.At("from", vector)} * factor;");
                },
                $"from = &from[{Panels.Square}]", $"to = &to[{Literal.Integer(this.Tiling.Stride)}]");
        }
    }
}
