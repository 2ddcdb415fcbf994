using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Attention of the query heads of one key and value head for one new position, over cached keys and values.</summary>
/// <param name="KeySize">Columns of a head's queries and keys.</param>
/// <param name="ValueSize">Columns of a head's values.</param>
/// <param name="CacheSize">Rows of the caches, whole panels.</param>
/// <param name="Layout">The rows of queries and outputs.</param>
internal sealed partial record CachedAttentionKernel(int KeySize, int ValueSize, int CacheSize, RowLayout Layout) : Kernel
{
    /// <summary>
    /// Sums of scores that take columns in turn: together with those of the next panels they hide the latency of an addition.
    /// </summary>
    private const int ScoreChains = 2;

    /// <summary>Sums of values that take positions in turn.</summary>
    private const int ValueChains = 4;

    /// <summary>How the caches keep keys and values.</summary>
    public CacheFormat Format { get; init; }

    /// <summary>How it finds the rows of a slot; null where positions are rows.</summary>
    public BlockTable? Blocks { get; init; }

    /// <summary>Query heads that share the key and value head.</summary>
    public int GroupSize { get; init; } = 1;

    /// <summary>Positions a query sees, its own included; 0 for all.</summary>
    public int Window { get; init; }

    /// <summary>Heads that have a slope each, all heads of the layer; 0 where scores have none.</summary>
    public int Slopes { get; init; }

    /// <inheritdoc cref="AttentionShape.Relative"/>
    public RelativePositions? Relative { get; init; }

    /// <inheritdoc cref="AttentionShape.Scale"/>
    public float Scale { get; init; } = AttentionShape.UsualScale(KeySize);

    /// <inheritdoc cref="AttentionShape.SoftCap"/>
    public float SoftCap { get; init; }

    protected override KernelName Words => new KernelName($"CachedAttention{this.KeySize}x{this.ValueSize}")
        .Count("Group", this.GroupSize, usual: 1).Count("Window", this.Window).Count("Slopes", this.Slopes)
        .Word(RelativeBuckets.WordOf(this.Relative))
        .Number("SoftCap", this.SoftCap, usual: 0).Number("Scale", this.Scale, AttentionShape.UsualScale(this.KeySize))
        .Count("Positions", this.CacheSize).Word(this.Blocks?.Word ?? "")
        .Word(this.Cache.Word).Rows(this.Layout);

    public override string Family => "Attention";

    public override IEnumerable<VectorFunction> Functions =>
    [
        new ExpBoundedFunction(), new MaximumFunction(), .. this.Cache.Readers,
        .. this.SoftCap > 0 ? (VectorFunction[])[new TanhFunction(HasDerivative: false)] : [],
        .. this.TouchesValues ? (VectorFunction[])[new TouchFunction()] : [],
    ];

    public override int ReadsPast(string parameter) => parameter is "keyCache" or "valueCache" ? this.Cache.ReadsPast : 0;

    public override Signature Signature => Signature.Empty
        .Floats("query", "keyCache", "valueCache", "scores", "output")
        .FloatsIf(this.HasBiases, "biasTable").IntegersIf(this.Blocks is not null, "blocks").IndicesIf(this.Blocks is not null, "slot")
        .IndicesIf(this.HasSlopes || this.HasBiases, "head").Indices("position");

    /// <summary>The scores of one head.</summary>
    public override int ScratchFloats => this.Blocks is null ? this.CacheSize : this.Blocks.OfSlot * this.Blocks.Positions;

    public override string Summary =>
        $"output = softmax({this.ScoreFormula}) x values over the positions from 0 to the last" +
        (this.GroupSize == 1 ? ".\n" : $" for {this.GroupSize} query heads.\n") +
        this.Cache.Describe(this.PaddedKeySize, this.CacheSize);

    private StoredCache Cache => StoredCache.Of(this.Format);

    /// <summary>Attention of everything that sees all positions so far, or a window of them.</summary>
    public static CachedAttentionKernel Of(AttentionShape shape, KeyValueCache cache, RowLayout rows) =>
        new(shape.KeySize, shape.ValueSize, cache.Rows, rows)
        {
            Format = cache.Format,
            Blocks = BlockTable.Of(cache),
            GroupSize = shape.GroupSize,
            Window = shape.Window,
            Slopes = shape.HasSlopes ? shape.Heads : 0,
            Relative = shape.Relative,
            Scale = shape.Scale,
            SoftCap = shape.SoftCap,
        };

    public override void WriteBody(KernelWriter writer)
    {
        writer.Comment($"Each lane's number among {Panels.Width} positions.");
        writer.Declare("lane", vector => writer.CreateLanes(static lane => $"{lane}f", vector));
        this.Cache.DeclareValues(writer, "valueCache", this.CacheSize);
        this.Blocks?.WriteSlot(writer);

        if (this.Window > 0)
        {
            writer.Declare("nint", "begin", $"Math.Max(0, position - {this.Window - 1})");
        }

        if (this.HasSlopes)
        {
            writer.Line();
            writer.Comment("What a position of distance takes from the scores of each head.");
            writer.Unbroken($"ReadOnlySpan<float> slopes =\n[\n{string.Join("\n", AttentionSlopes.Lines(this.Slopes))}\n];");
        }

        if (this.Relative is not null)
        {
            writer.Line();
            RelativeBuckets.Declare(writer, this.Relative);
        }

        if (this.GroupSize == 1)
        {
            this.WriteHead(writer, "head");
            return;
        }

        string next = $"query = &query[{this.Floats(this.PaddedKeySize)}], output = &output[{this.Floats(this.PaddedValueSize)}]";
        writer.Line();

        using (writer.Block($"for (nint member = 0; member < {this.GroupSize}; member++, {next})"))
        {
            this.WriteHead(writer, $"((head * {this.GroupSize}) + member)");
        }
    }

    private int PaddedKeySize => Axis.RoundUp(this.KeySize);

    private int PaddedValueSize => Axis.RoundUp(this.ValueSize);

    private string RowOf(string position) => this.Blocks is null ? position : $"({this.Blocks.RowOf(position)})";

    private bool HasSlopes => this.Slopes > 0;

    private bool HasBiases => this.Relative is not null;

    // Floats from one head to the next.
    private string Floats(int columns) => Literal.Integer((long)columns * this.Layout.Capacity);

    // The panel of the first position that the query sees.
    private string FirstPanel => this.Window > 0 ? $"begin / {Panels.Width} * {Panels.Width}" : "0";

    private void WriteHead(KernelWriter writer, string head)
    {
        if (this.HasSlopes)
        {
            writer.Declare("slope", writer.Broadcast($"slopes[(int){head}]"));
        }

        if (this.Relative is not null)
        {
            this.WriteBiases(writer, this.Relative, head);
        }

        this.WriteScores(writer);
        writer.Line();
        writer.Declare("maximum", writer.Broadcast($"Maximum({writer.MaximumOf("greatest")})"));
        writer.Declare("total", _ => writer.Zero);
        writer.Line();

        using (writer.Block($"for (nint at = {this.FirstPanel}; at <= position; at += {Panels.Width})"))
        {
            writer.DeclareRow("scores", "at");
            this.Cache.DeclareValueScales(writer, this.RowOf("at"));
            writer.Declare("p", vector => $"ExpBounded({writer.At("scores", vector)} - maximum)");
            writer.Each(vector => $"{writer.At("scores", vector)} = {this.Cache.WithValueScales(writer, $"p{vector}", vector)};");
            writer.Each(vector => $"total{vector} += p{vector};");
        }

        writer.Line();
        writer.Declare("factor", writer.Broadcast($"1 / {writer.Class}.Sum({writer.SumOf("total")})"));
        writer.Line();
        this.WriteValues(writer);
    }

    // The biases stand where the scores will.
    private void WriteBiases(KernelWriter writer, RelativePositions relative, string head)
    {
        string panel = Literal.Integer(Axis.RoundUp(relative.Buckets) * Panels.Width);
        writer.Declare("float*", "bias", $"&biasTable[{head} / {Panels.Width} * {panel} + {head} % {Panels.Width}]");
        writer.Line();

        using (writer.Block($"for (nint distance = 0; distance <= position{(this.Window > 0 ? " - begin" : "")}; distance++)"))
        {
            string row = RelativeBuckets.RowOf(relative, "distance", isBehind: false);
            writer.Line($"scores[position - distance] = bias[{row} * {Panels.Width}];");
        }

        writer.Line();
    }

    private void WriteScores(KernelWriter writer)
    {
        writer.Declare("greatest", _ => writer.Broadcast(float.NegativeInfinity));
        writer.Line();

        using (writer.Block($"for (nint at = {this.FirstPanel}; at <= position; at += {Panels.Width})"))
        {
            this.Cache.DeclareKeys(writer, "keys", this.Cache.KeyPanel("keyCache", this.RowOf("at"), this.PaddedKeySize));
            writer.DeclareChains("sum", ScoreChains);
            this.DeclareSoon(writer);
            writer.Line();
            this.WriteProducts(writer);
            writer.Line();
            writer.Comment(this.Window > 0
                ? "Positions to come are not there yet; those before the window are out of sight."
                : "Positions to come are not there yet.");
            writer.Declare("last", writer.Broadcast("(float)(position - at)"));

            if (this.HasBiases)
            {
                writer.DeclareRow("scores", "at");
            }

            writer.Declare("score", vector =>
            {
                string seen = $"{writer.Class}.LessThanOrEqual(lane{vector}, last)";
                string product = $"({writer.SumOfChains("sum", ScoreChains, vector)})";
                string score = this.Scaled(writer, this.Cache.WithKeyScale(writer, product, vector));

                if (this.Window > 0)
                {
                    seen += $" & {writer.Class}.GreaterThanOrEqual(lane{vector}, {writer.Broadcast("(float)(begin - at)")})";
                }

                if (this.HasSlopes)
                {
                    score = writer.MultiplySubtract($"(last - lane{vector})", "slope", score);
                }

                if (this.HasBiases)
                {
                    score = $"{score} + {writer.At("scores", vector)}";
                }

                return $"{writer.Class}.ConditionalSelect({seen}, {score}, {writer.Broadcast(float.NegativeInfinity)})";
            });
            writer.Each(vector => $"greatest{vector} = {writer.Max($"greatest{vector}", $"score{vector}")};");
            writer.DeclareRow("scores", "at");
            writer.Each(vector => $"{writer.At("scores", vector)} = score{vector};");
        }
    }

    private string ScoreFormula => ScoreFormulas.Of(this.KeySize, this.Scale, this.SoftCap, "query x keys^T");

    private string Scaled(KernelWriter writer, string product) => this.SoftCap > 0
        ? $"Tanh({product} * {writer.Broadcast(this.Scale / this.SoftCap)}) * {writer.Broadcast(this.SoftCap)}"
        : $"{product} * {writer.Broadcast(this.Scale)}";

    // The columns of the query, panel by panel, times the keys of 16 positions.
    private void WriteProducts(KernelWriter writer)
    {
        int whole = this.KeySize / Panels.Width;
        int tail = this.KeySize % Panels.Width;
        long end = (long)whole * this.Layout.Stride;

        if (whole > 1)
        {
            string stride = Literal.Integer(this.Layout.Stride);

            string steps = $"part = &part[{stride}], keys = &keys[{Panels.Square}]{this.NextSoon(writer)}";

            using (writer.Block($"for (float* part = query, end = &query[{Literal.Integer(end)}]; part != end; {steps})"))
            {
                this.WriteColumns(writer, "part", "keys", Panels.Width, touches: true);
            }
        }
        else if (whole == 1)
        {
            this.WriteColumns(writer, "query", "keys", Panels.Width);
        }

        if (tail == 0)
        {
            return;
        }

        if (whole == 0)
        {
            this.WriteColumns(writer, "query", "keys", tail);
            return;
        }

        // The loop over several panels has moved the keys behind them.
        writer.Line();
        writer.Declare("float*", "lastPart", $"&query[{Literal.Integer(end)}]");
        this.Cache.DeclareElements(writer, "lastKeys", whole == 1 ? $"&keys[{Panels.Square}]" : "keys");
        this.WriteColumns(writer, "lastPart", "lastKeys", tail);
    }

    private void WriteColumns(KernelWriter writer, string query, string keys, int columns, bool touches = false)
    {
        this.Cache.DeclareRows(writer, keys);

        foreach (int column in Enumerable.Range(0, columns))
        {
            string sum = $"sum{column % ScoreChains}x";
            string element = writer.Broadcast($"{query}[{column}]");

            if (touches)
            {
                this.WriteTouch(writer, column);
            }

            writer.Each(vector => writer.AddProduct($"{sum}{vector}", element, this.Cache.At(writer, keys, column, vector)));
        }
    }

    private void WriteValues(KernelWriter writer) => writer.Panels(this.PaddedValueSize / Panels.Width, panel =>
    {
        // Chains take the same positions wherever a window begins, so that none goes on from one block to the next.
        writer.Declare("nint", "key", this.Window > 0 ? $"begin / {ValueChains} * {ValueChains}" : "0");
        writer.DeclareChains("value", ValueChains);
        writer.Line();

        if (this.Blocks is null)
        {
            this.WriteValues(writer, panel, "position");
        }
        else
        {
            using (writer.Block("while (key <= position)"))
            {
                writer.Declare("nint", "last", $"Math.Min(position, {this.Blocks.EndOf("key")} - 1)");
                this.WriteValues(writer, panel, "last");
            }
        }

        writer.Line();
        writer.DeclareRow("output", panel.Offset(this.Layout.Stride));
        writer.Each(vector =>
            $"{writer.At("output", vector)} = ({writer.SumOfChains("value", ValueChains, vector)}) * factor;");
    });

    // The values of the positions from the key on that stand one behind another.
    private void WriteValues(KernelWriter writer, PanelIndex panel, string last)
    {
        string begin = this.Blocks is null && this.Window == 0 ? "" : $"{this.RowOf("key")} * {Panels.Width}";
        this.Cache.DeclareElements(writer, "values", panel.Of(this.Cache.Values, (long)this.CacheSize * Panels.Width, begin));
        writer.Line();

        string next = $"key += {ValueChains}, values = &values[{ValueChains * Panels.Width}]";

        using (writer.Block($"for (; key <= {last} - {ValueChains - 1}; {next})"))
        {
            this.Cache.DeclareRows(writer, "values");

            foreach (int chain in Enumerable.Range(0, ValueChains))
            {
                this.WriteValueRow(writer, chain);
            }
        }

        writer.Line();

        using (writer.Block($"for (; key <= {last}; key++, values = &values[{Panels.Width}])"))
        {
            this.Cache.DeclareRows(writer, "values");
            this.WriteValueRow(writer, 0);
        }
    }

    private void WriteValueRow(KernelWriter writer, int chain)
    {
        writer.Declare($"p{chain}", writer.Broadcast($"scores[key{(chain == 0 ? "" : $" + {chain}")}]"));
        writer.Each(vector => writer.AddProduct($"value{chain}x{vector}", $"p{chain}", this.Cache.At(writer, "values", chain, vector)));
    }
}
