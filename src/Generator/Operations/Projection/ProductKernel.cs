using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>output[rows, Width] = epilogue(input[rows, Depth] x weights + bias) + residual over a block of rows.</summary>
/// <param name="Depth">Columns of the input, padded.</param>
/// <param name="Width">Columns of the output, padded; 0 when the call names some of its panels.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasBias">Whether a bias is added.</param>
/// <param name="HasResidual">Whether a matrix is added.</param>
/// <param name="Epilogue">What happens to the sum.</param>
/// <param name="Weights">
/// How the weights are stored: tiles read floats, so a panel of bfloat16 is widened first; for integers the input is rounded to integers.
/// </param>
internal sealed partial record ProductKernel(
    int Depth, int Width, RowLayout Layout, bool HasBias, bool HasResidual, Epilogue Epilogue, WeightFormat Weights = WeightFormat.Float32)
    : Kernel
{
    /// <summary>What the outputs of a decoding pass's product are taken for, which only its calls know.</summary>
    private const int UnknownWidth = 512;

    /// <summary>What the result of the epilogue is multiplied by.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>What the added matrix is multiplied by.</summary>
    public float ResidualScale { get; init; } = 1;

    private int Stride => this.Layout.Stride;

    private StoredWeights Stored => StoredWeights.Of(this.Weights);

    private int WeightStride => WeightLayout.Of(this.Weights).Floats(this.Depth);

    // A matrix as large as the second level cache is gone from there when the next block of rows needs it. Widened panels lie in the first.
    private bool Prefetches =>
        this.Weights == WeightFormat.Float32
        && (long)this.Depth * (this.Width == 0 ? UnknownWidth : this.Width) * sizeof(float) >= Caches.Second;

    private bool IsWidened => !this.IsInteger && this.Stored.IsWidened;

    /// <summary>Whether weights and input are multiplied as integers.</summary>
    private bool IsInteger => WeightLayout.Of(this.Weights).IsInteger;

    private bool HasScales => !this.Scale.Equals(1f) || !this.ResidualScale.Equals(1f);

    protected override KernelName Words => new KernelName($"Product{this.Depth}")
        .Count("x", this.Width).If(this.HasBias, "Bias").If(this.HasResidual, "Residual").Number("Times", this.ResidualScale, usual: 1)
        .Word(this.Epilogue.Label).Word(StoredWeights.LabelOf(this.Weights)).If(this.Rounded.IsGrouped, "Bytes")
        .If(this.IsRounded, "Rounded")
        .Number("Scale", this.Scale, usual: 1).Rows(this.Layout);

    public override string Family => "Product";

    public override Signature Signature => Signature.Empty
        .FloatsIf(!this.IsRounded, "input").Floats("weights").FloatsIf(this.HasBias, "bias").FloatsIf(this.HasResidual, "residual")
        .Floats(this.Epilogue.Matrix is string matrix ? [matrix] : [])
        .Floats("output").FloatsIf(this.IsInteger, "scratch").Indices("row", "rows").IndicesIf(this.Width == 0, "panel", "panels");

    public override IEnumerable<VectorFunction> Functions => this.Epilogue.Functions;

    public override string Summary
    {
        get
        {
            string width = this.Width == 0 ? $"{Panels.Width} x panels" : $"{this.Width}";
            string sum = $"input[rows, {this.Depth}] x weights[{this.Depth}, {width}]" + (this.HasBias ? $" + bias[{width}]" : "");
            string result = this.Epilogue.Formula(sum);
            string scaled = this.Scale.Equals(1f) ? result : $"{Literal.Float(this.Scale)} * ({result})";
            string factor = this.ResidualScale.Equals(1f) ? "" : $"{Literal.Float(this.ResidualScale)} * ";
            string residual = this.HasResidual ? $" + {factor}residual" : "";

            return $"output[rows, {width}] = {scaled}{residual}" +
                $"\nover a block of rows{(this.Width == 0 ? " from a panel on" : "")}; a few columns at a time, " +
                $"so that their weights stay in the first level cache{(this.IsWidened ? ", as floats" : "")}." +
                (this.IsRounded ? $"\nThe scratch has the rows as integers {this.Bits}."
                    : this.IsInteger ? $"\nThe rows are rounded to integers {this.Bits}." : "");
        }
    }

    private string Bits => this.Rounded.IsGrouped
        ? "of 8 bits, which are multiplied by integers of no more"
        : "of two bytes, which are multiplied by integers of fewer bits";

    // A matrix that is added as it is, to the sums as they are: to nothing that a bias or a function makes of them.
    private bool AddsResidualInTiles => this.HasResidual && !this.HasBias && !this.HasScales && this.Epilogue == Epilogue.None;

    private bool AddsResidualLast => this.HasResidual && !this.AddsResidualInTiles;

    private WidenKernel Widen => new(this.Weights);

    private bool NeedsEpilogue => this.AddsResidualLast || this.HasScales || this.Epilogue != Epilogue.None;

    public override IEnumerable<Kernel> Callees(InstructionSet set)
    {
        int panels = this.Width / Panels.Width;
        List<Kernel> tiles = new();

        if (set.PairsPanels && panels != 1)
        {
            tiles.AddRange(this.AllTilesOf(set, isPair: true));
        }

        if (!set.PairsPanels || panels % 2 == 1 || panels == 0)
        {
            tiles.AddRange(this.AllTilesOf(set, isPair: false));
        }

        return
        [
            .. tiles.Distinct(),
            .. this.IsInteger && !this.IsRounded ? (IEnumerable<Kernel>)[this.Rounded.Kernel] : [],
            .. this.IsWidened ? (IEnumerable<Kernel>)[this.Widen] : [],
        ];
    }

    public override void WriteBody(KernelWriter writer)
    {
        string[] matrices = new[] { this.IsRounded ? null : "input", this.HasResidual ? "residual" : null, this.Epilogue.Matrix, "output" }
            .OfType<string>()
            .ToArray();

        foreach (string matrix in matrices)
        {
            string panel = this.Width == 0 && matrix != "input" ? $" + panel * {Literal.Integer(this.Stride)}" : "";
            writer.Line($"{matrix} = &{matrix}[row * {Panels.Width}{panel}];");
        }

        if (this.Width == 0)
        {
            writer.Line($"weights = &weights[panel * {Literal.Integer(this.WeightStride)}];");

            if (this.HasBias)
            {
                writer.Line($"bias = &bias[panel * {Panels.Width}];");
            }
        }

        if (!this.HasBias && !this.AddsResidualInTiles)
        {
            writer.DeclareZeros();
        }

        if (this.IsWidened)
        {
            IEnumerable<RowTiles> tiles = this.Callees(writer.Set).OfType<RowTiles>();
            int rows = tiles.Max(tile => tile.PanelsOfWeights * this.PartsOf(tile.IsPair).First().Depth);
            writer.Declare("float*", "widened", $"stackalloc float[{Literal.Integer(rows * Panels.Width)}]");
        }

        if (this.IsInteger)
        {
            this.WriteRounding(writer);
        }

        writer.Line();

        if (this.Width == 0)
        {
            this.WriteSomePanels(writer, matrices);
        }
        else
        {
            this.WriteAllPanels(writer, matrices);
        }
    }

    private void WriteAllPanels(KernelWriter writer, string[] matrices)
    {
        int panels = this.Width / Panels.Width;

        if (!writer.Set.PairsPanels || panels == 1)
        {
            writer.Panels(panels, _ => this.WritePanel(writer, matrices, isLast: panels == 1));
        }
        else if (panels == 2)
        {
            this.WritePanel(writer, matrices, isPair: true, isLast: true);
        }
        else
        {
            this.WritePairs(writer, matrices, panels);
        }
    }

    private void WritePairs(KernelWriter writer, string[] matrices, int panels)
    {
        using (writer.Block(panels == 3 ? "" : $"for (nint pair = 0; pair < {panels / 2}; pair++)"))
        {
            this.WritePanel(writer, matrices, isPair: true);
        }

        if (panels % 2 == 1)
        {
            writer.Line();
            writer.Comment("The last panel stands alone.");

            using (writer.Block())
            {
                this.WritePanel(writer, matrices, isLast: true);
            }
        }
    }

    private void WriteSomePanels(KernelWriter writer, string[] matrices)
    {
        if (!writer.Set.PairsPanels)
        {
            using (writer.Block("for (nint end = panel + panels; panel < end; panel++)"))
            {
                this.WritePanel(writer, matrices);
            }

            return;
        }

        // Two panels share what is loaded of the input, which for one row is little.
        if (this.IsInteger)
        {
            writer.Comment("Two panels at a time, but for a row alone: memory gives one stream sooner than two.");
        }

        using (writer.Block($"for (; panels > 1{(this.IsInteger ? " && rows > 1" : "")}; panels -= 2)"))
        {
            this.WritePanel(writer, matrices, isPair: true);
        }

        writer.Line();

        using (writer.Block(this.IsInteger ? "for (; panels > 0; panels--)" : "if (panels == 1)"))
        {
            this.WritePanel(writer, matrices, isLast: !this.IsInteger);
        }
    }

    private void WritePanel(KernelWriter writer, string[] matrices, bool isPair = false, bool isLast = false)
    {
        int panels = isPair ? 2 : 1;
        this.WriteTiles(writer, isPair);

        if (isPair && this.NeedsEpilogue)
        {
            writer.Line();

            using (writer.Block($"for (nint side = 0; side < {panels}; side++)"))
            {
                this.WriteEpilogue(writer);
                writer.Line();
                this.WriteMoves(writer, matrices, 1);
            }

            matrices = [];
        }
        else if (this.NeedsEpilogue)
        {
            writer.Line();
            this.WriteEpilogue(writer);
        }

        if (!isLast)
        {
            writer.Line();
            writer.Line($"weights = &weights[{Literal.Integer(panels * this.WeightStride)}];");
            this.WriteMoves(writer, matrices, panels);
        }
    }

    // On to other panels.
    private void WriteMoves(KernelWriter writer, string[] matrices, int panels)
    {
        if (this.HasBias && matrices.Length > 0)
        {
            writer.Line($"bias = &bias[{panels * Panels.Width}];");
        }

        foreach (string matrix in matrices.Where(static matrix => matrix != "input"))
        {
            writer.Line($"{matrix} = &{matrix}[{Literal.Integer(panels * this.Stride)}];");
        }
    }

    private void WriteEpilogue(KernelWriter writer)
    {
        using (writer.Block($"for (nint at = 0; at < rows * {Panels.Width}; at += {Panels.Width})"))
        {
            writer.DeclareRow("output", "at");

            if (this.Epilogue.Matrix is string matrix)
            {
                writer.DeclareRow(matrix, "at");
            }

            if (this.AddsResidualLast)
            {
                writer.DeclareRow("residual", "at");
            }

            foreach (int vector in writer.VectorIndices)
            {
                writer.Line($"{writer.At("output", vector)} {this.Result(writer, vector)};");
                this.Epilogue.WriteKept(writer, vector);
            }
        }
    }

    // What a vector of sums becomes, with the operator before it.
    private string Result(KernelWriter writer, int vector)
    {
        if (this.Epilogue == Epilogue.None && !this.HasScales)
        {
            return $"+= {writer.At("residual", vector)}";
        }

        if (!this.AddsResidualLast && !this.HasScales && this.Epilogue.InPlace(writer, vector) is string update)
        {
            return update;
        }

        string result = this.Epilogue.Apply(writer, writer.At("output", vector), vector, $"{vector}");

        return $"= {this.Scaled(writer, result, vector)}";
    }

    private string Scaled(KernelWriter writer, string value, int vector)
    {
        string scale = writer.Broadcast(this.Scale);

        if (!this.HasResidual)
        {
            return this.HasScales ? $"{value} * {scale}" : value;
        }

        string residual = writer.At("residual", vector);
        string added = this.ResidualScale.Equals(1f) ? residual : $"({residual} * {writer.Broadcast(this.ResidualScale)})";

        return this.HasScales ? writer.MultiplyAdd(value, scale, added) : $"{Parentheses.Around(value)} + {added}";
    }
}
