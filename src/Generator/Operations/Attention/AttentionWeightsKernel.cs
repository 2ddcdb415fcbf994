using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The probabilities of one head's queries, by rows. Sums are plain and in double: whoever looks at weights wants them right, and is in no
/// hurry.
/// </summary>
/// <param name="KeySize">Columns of the head's queries and keys.</param>
/// <param name="Positions">Weights of a row: the longest sequence.</param>
/// <param name="Layout">The rows of queries, and of keys that are not cached.</param>
/// <param name="Cache">How the cache that keys come from keeps them; null where they come from a matrix.</param>
internal sealed record AttentionWeightsKernel(int KeySize, int Positions, RowLayout Layout, CacheFormat? Cache) : Kernel
{
    /// <summary>How it finds the cached rows of a slot; null where positions are rows.</summary>
    public BlockTable? Blocks { get; init; }

    /// <inheritdoc cref="AttentionShape.Causal"/>
    public bool IsCausal { get; init; }

    /// <inheritdoc cref="AttentionShape.Window"/>
    public int Window { get; init; }

    /// <inheritdoc cref="AttentionShape.HasSlopes"/>
    public bool HasSlopes { get; init; }

    /// <inheritdoc cref="AttentionShape.Relative"/>
    public RelativePositions? Relative { get; init; }

    /// <inheritdoc cref="AttentionShape.Scale"/>
    public float Scale { get; init; } = AttentionShape.UsualScale(KeySize);

    /// <inheritdoc cref="AttentionShape.SoftCap"/>
    public float SoftCap { get; init; }

    protected override KernelName Words => new KernelName($"AttentionWeights{this.KeySize}")
        .If(this.Stored is not null, "Cached").Word(this.Stored?.Word ?? "")
        .If(this.IsCausal, "Causal").Count("Window", this.Window).If(this.HasSlopes, "Slopes")
        .Word(RelativeBuckets.WordOf(this.Relative))
        .Number("SoftCap", this.SoftCap, usual: 0).Number("Scale", this.Scale, AttentionShape.UsualScale(this.KeySize))
        .Count("Positions", this.Positions).Word(this.Blocks?.Word ?? "").Rows(this.Layout);

    public override string Family => "Attention";

    public override Signature Signature => Signature.Empty
        .Floats("query", "keys", "weights").NumbersIf(this.HasSlopes, "slope").FloatsIf(this.Relative is not null, "bias")
        .IntegersIf(this.Blocks is not null, "blocks").IndicesIf(this.Blocks is not null, "slot")
        .Indices("position", "rows").IndicesIf(!this.IsCausal, "keyCount");

    public override string Summary =>
        $"weights[query, key] = softmax({ScoreFormulas.Of(this.KeySize, this.Scale, this.SoftCap, "query x key^T")}" +
        $"{(this.HasSlopes ? " - slope * distance" : "")}{(this.Relative is null ? "" : " + bias of the distance")}) for one head,\n" +
        $"{(this.IsCausal ? "keys up to the query" : "all keys")}{(this.Window > 0 ? $" in a window of {this.Window}" : "")}; " +
        $"other keys have 0. Rows of weights have {Literal.Integer(this.Positions)} columns.";

    /// <summary>The weights of an attention.</summary>
    public static AttentionWeightsKernel Of(AttentionShape shape, int positions, RowLayout rows, KeyValueCache? cache) =>
        new(shape.KeySize, positions, rows, cache?.Format)
        {
            Blocks = cache is null ? null : BlockTable.Of(cache),
            IsCausal = shape.Causal,
            Window = shape.Window,
            HasSlopes = shape.HasSlopes,
            Relative = shape.Relative,
            Scale = shape.Scale,
            SoftCap = shape.SoftCap,
        };

    public override void WriteBody(KernelWriter writer)
    {
        if (this.Relative is not null)
        {
            RelativeBuckets.Declare(writer, this.Relative);
        }

        this.Blocks?.WriteSlot(writer);
        string next = $"row++, query = &query[{Panels.Width}], weights = &weights[{Literal.Integer(this.Positions)}]";
        writer.Line($"weights = &weights[position * {Literal.Integer(this.Positions)}];");
        writer.Line();

        using (writer.Block($"for (nint row = 0; row < rows; {next})"))
        {
            writer.Declare("nint", "at", "position + row");
            writer.Declare("nint", "begin", this.Window > 0 ? $"Math.Max(0, at - {this.Window - 1})" : "0");
            writer.Declare("nint", "end", this.End);
            writer.Declare("double", "greatest", "double.NegativeInfinity");
            writer.Line($"new Span<float>(weights, {Literal.Integer(this.Positions)}).Clear();");
            writer.Line();
            this.WriteScores(writer);
            writer.Line();
            WriteSoftmax(writer);
        }
    }

    private string End => this switch
    {
        { IsCausal: true } => "at + 1",
        { Window: > 0 } => $"Math.Min(keyCount, at + {this.Window})",
        _ => "keyCount",
    };

    private int Padded => Axis.RoundUp(this.KeySize);

    // The key's column: a cache has 16 keys side by side, a matrix 16 columns.
    private string Key => this.Stored?.KeyElement(this.Blocks is null ? "key" : "cached", this.Padded) ?? $"keys[{this.Column("key")}]";

    private StoredCache? Stored => this.Cache is CacheFormat format ? StoredCache.Of(format) : null;

    private string Column(string row)
    {
        string panel = this.KeySize <= Panels.Width
            ? "column"
            : $"(column / {Panels.Width} * {Literal.Integer(this.Layout.Stride)}) + (column % {Panels.Width})";

        return row.Length == 0 ? panel : $"{panel} + {row} * {Panels.Width}";
    }

    private void WriteScores(KernelWriter writer)
    {
        using (writer.Block("for (nint key = begin; key < end; key++)"))
        {
            if (this.Blocks is not null)
            {
                writer.Declare("nint", "cached", this.Blocks.RowOf("key"));
            }

            writer.Declare("double", "product", "0");
            writer.Line();

            using (writer.Block($"for (nint column = 0; column < {this.KeySize}; column++)"))
            {
                writer.Line($"product += (double)query[{this.Column("")}] * {this.Key};");
            }

            writer.Line();
            writer.Declare("double", "score", this.Scaled);

            if (this.HasSlopes)
            {
                writer.Line("score -= (double)slope * Math.Abs(at - key);");
            }

            if (this.Relative is RelativePositions relative)
            {
                WriteBias(writer, relative);
            }

            writer.Line("weights[key] = (float)score;");
            writer.Line("greatest = Math.Max(greatest, score);");
        }
    }

    private string Scaled
    {
        get
        {
            string scale = Literal.Float(this.Scale);
            string cap = Literal.Float(this.SoftCap);

            return this.SoftCap > 0 ? $"{cap} * Math.Tanh(product * {scale} / {cap})" : $"product * {scale}";
        }
    }

    private static void WriteBias(KernelWriter writer, RelativePositions relative)
    {
        string before = RelativeBuckets.RowOf(relative, "(at - key)", isBehind: false);
        string row = relative.IsBidirectional
            ? $"(key > at ? {RelativeBuckets.RowOf(relative, "(key - at)", isBehind: true)} : {before})"
            : before;
        writer.Line($"score += bias[{row} * {Panels.Width}];");
    }

    private static void WriteSoftmax(KernelWriter writer)
    {
        writer.Declare("double", "total", "0");
        writer.Line();

        using (writer.Block("for (nint key = begin; key < end; key++)"))
        {
            writer.Line("total += Math.Exp(weights[key] - greatest);");
        }

        writer.Line();

        using (writer.Block("for (nint key = begin; key < end; key++)"))
        {
            writer.Line("weights[key] = (float)(Math.Exp(weights[key] - greatest) / total);");
        }
    }
}
