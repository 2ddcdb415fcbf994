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
/// <param name="Weights">How the weights are stored; tiles read floats, so a panel in fewer bits is widened first.</param>
internal sealed record ProductKernel(
    int Depth, int Width, RowLayout Layout, bool HasBias, bool HasResidual, Epilogue Epilogue, WeightFormat Weights = WeightFormat.Float32)
    : Kernel
{
    /// <summary>Deeper products are cut: 256 rows of a weight panel are 16 KB, half of the first level cache.</summary>
    private const int MaximumDepth = 256;

    /// <summary>What the outputs of a decoding pass's product are taken for, which only its calls know.</summary>
    private const int UnknownWidth = 512;

    /// <summary>What the result of the epilogue is multiplied by.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>What the added matrix is multiplied by.</summary>
    public float ResidualScale { get; init; } = 1;

    private int Stride => this.Layout.Stride;

    private StoredWeights Stored => StoredWeights.Of(this.Weights);

    private int WeightStride => this.Stored.Stride(this.Depth);

    // A matrix as large as the second level cache is gone from there when the next block of rows needs it. Widened panels lie in the first.
    private bool Prefetches =>
        !this.IsWidened && (long)this.Depth * (this.Width == 0 ? UnknownWidth : this.Width) * sizeof(float) >= Caches.Second;

    private bool IsWidened => this.Stored.IsWidened;

    private bool HasScales => !this.Scale.Equals(1f) || !this.ResidualScale.Equals(1f);

    protected override KernelName Words => new KernelName($"Product{this.Depth}")
        .Count("x", this.Width).If(this.HasBias, "Bias").If(this.HasResidual, "Residual").Number("Times", this.ResidualScale, usual: 1)
        .Word(this.Epilogue.Label).Word(StoredWeights.Of(this.Weights).Label)
        .Number("Scale", this.Scale, usual: 1).Rows(this.Layout);

    public override string Family => "Product";

    public override Signature Signature => Signature.Empty
        .Floats("input", "weights").FloatsIf(this.HasBias, "bias").FloatsIf(this.HasResidual, "residual")
        .Floats(this.Epilogue.Matrix is string matrix ? [matrix] : [])
        .Floats("output").Indices("row", "rows").IndicesIf(this.Width == 0, "panel", "panels");

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
                $"\nover a block of rows{(this.Width == 0 ? " from a panel on" : "")}; {Panels.Width} columns at a time, " +
                $"so that their weights stay in the first level cache{(this.IsWidened ? ", as floats" : "")}.";
        }
    }

    // A matrix that is added as it is.
    private bool StartsFromResidual => this.HasResidual && !this.HasScales;

    // A bias and a residual together: tiles start from the residual, the bias follows.
    private bool AddsBias => this.HasBias && this.StartsFromResidual;

    // Equal parts of at most the maximum depth, as few as possible; the first ones are a panel deeper where they cannot be equal.
    private IEnumerable<(int Depth, int Count)> Parts
    {
        get
        {
            int panels = this.Depth / Panels.Width;
            int parts = (this.Depth + MaximumDepth - 1) / MaximumDepth;
            int deeper = panels % parts;

            if (deeper > 0)
            {
                yield return (Panels.Width * ((panels / parts) + 1), deeper);
            }

            yield return (Panels.Width * (panels / parts), parts - deeper);
        }
    }

    private WidenKernel Widen => new(this.Weights, this.Stored.Scales(this.Depth));

    public override IEnumerable<Kernel> Callees(InstructionSet set) => this.IsWidened ? [this.Tiles, this.Widen] : [this.Tiles];

    public override void WriteBody(KernelWriter writer)
    {
        string[] matrices = new[] { "input", this.HasResidual ? "residual" : null, this.Epilogue.Matrix, "output" }
            .OfType<string>()
            .ToArray();

        foreach (string matrix in matrices)
        {
            string panel = this.Width == 0 && matrix != "input" ? $" + panel * {Literal.Integer(this.Stride)}" : "";
            writer.Line($"{matrix} += row * {Panels.Width}{panel};");
        }

        if (this.Width == 0)
        {
            writer.Line($"weights += panel * {Literal.Integer(this.WeightStride)};");

            if (this.HasBias)
            {
                writer.Line($"bias += panel * {Panels.Width};");
            }
        }

        if (!this.HasBias && !this.StartsFromResidual)
        {
            writer.DeclareZeros();
        }

        if (this.IsWidened)
        {
            writer.Declare("float*", "widened", $"stackalloc float[{Literal.Integer(this.Parts.First().Depth * Panels.Width)}]");
        }

        writer.Line();

        if (this.Width > 0)
        {
            writer.Panels(this.Width / Panels.Width, _ => this.WritePanel(writer, matrices));
            return;
        }

        using (writer.Block("for (nint end = panel + panels; panel < end; panel++)"))
        {
            this.WritePanel(writer, matrices);
        }
    }

    private void WritePanel(KernelWriter writer, string[] matrices)
    {
        this.WriteTiles(writer);

        if (this.AddsBias || this.HasScales || this.Epilogue != Epilogue.None)
        {
            writer.Line();
            this.WriteEpilogue(writer);
        }

        if (this.Width == Panels.Width)
        {
            return;
        }

        writer.Line();
        writer.Line($"weights += {Literal.Integer(this.WeightStride)};");

        if (this.HasBias)
        {
            writer.Line($"bias += {Panels.Width};");
        }

        foreach (string matrix in matrices.Skip(1))
        {
            writer.Line($"{matrix} += {Literal.Integer(this.Stride)};");
        }
    }

    private void WriteTiles(KernelWriter writer)
    {
        int column = 0;

        foreach ((int depth, int count) in this.Parts)
        {
            int alone = column == 0 ? 1 : 0;

            if (alone == 1)
            {
                string weights = this.WriteWeights(writer, depth, 0, isLoop: false);
                string initial = this.StartsFromResidual ? "residual" : this.HasBias ? "bias" : "zeros";
                this.WritePart(writer, depth, "input", weights, initial, this.StartsFromResidual ? Panels.Width : 0);
            }

            if (count > alone)
            {
                this.WriteFurtherParts(writer, depth, count - alone, column + (alone * depth));
            }

            column += count * depth;
        }
    }

    // The sums so far are where the next part starts.
    private void WriteFurtherParts(KernelWriter writer, int depth, int count, int column)
    {
        string start = Literal.Integer((long)column / Panels.Width * this.Stride);
        writer.Line();
        writer.Comment($"Columns {Literal.Integer(column)} to {Literal.Integer(column + (count * depth) - 1)} of the input.");

        if (count == 1)
        {
            this.WritePart(writer, depth, Pointer.To("input", start), this.WriteWeights(writer, depth, column, isLoop: false));
            return;
        }

        using (writer.Block($"for (nint part = 0; part < {count}; part++)"))
        {
            string part = $"part * {Literal.Integer((long)depth / Panels.Width * this.Stride)}";
            writer.Declare("float*", "columns", Pointer.To("input", start, part));
            string weights = this.WriteWeights(writer, depth, column, isLoop: true);
            writer.Line();
            this.WritePart(writer, depth, "columns", weights);
        }
    }

    // Where a part's weights stand, or where they have been widened to.
    private string WriteWeights(KernelWriter writer, int depth, int row, bool isLoop)
    {
        if (this.IsWidened)
        {
            string first = isLoop ? $"{Literal.Integer(row)} + part * {depth}" : Literal.Integer(row);
            writer.Call(this.Widen, ("panel", "weights"), ("row", first), ("rows", $"{depth}"), ("output", "widened"));

            return "widened";
        }

        string start = Literal.Integer((long)row * Panels.Width);

        if (!isLoop)
        {
            return Pointer.To("weights", start);
        }

        string part = $"part * {Literal.Integer((long)depth * Panels.Width)}";
        writer.Declare("float*", "rowsOfWeights", Pointer.To("weights", start, part));

        return "rowsOfWeights";
    }

    private void WritePart(
        KernelWriter writer, int depth, string input, string weights, string initial = "output", int initialStride = Panels.Width) =>
        writer.Call(
            this.Tiles,
            ("input", input), ("weights", weights), ("output", "output"), ("initial", initial), ("rows", "rows"),
            ("initialStride", $"{initialStride}"), ("inputStride", Literal.Integer(this.Stride)), ("depth", $"{depth}"));

    private RowTiles Tiles => new(this.Prefetches);

    private void WriteEpilogue(KernelWriter writer)
    {
        if (this.AddsBias)
        {
            writer.DeclareRow("bias");
            writer.Declare("bias", vector => writer.At("bias", vector));
        }

        using (writer.Block($"for (nint at = 0; at < rows * {Panels.Width}; at += {Panels.Width})"))
        {
            writer.DeclareRow("output", "at");

            if (this.Epilogue.Matrix is string matrix)
            {
                writer.DeclareRow(matrix, "at");
            }

            if (this.HasScales && this.HasResidual)
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
        if (this.AddsBias && this.Epilogue == Epilogue.None)
        {
            return $"+= bias{vector}";
        }

        if (!this.AddsBias && !this.HasScales && this.Epilogue.InPlace(writer, vector) is string update)
        {
            return update;
        }

        string sum = writer.At("output", vector);
        string result = this.Epilogue.Apply(writer, this.AddsBias ? $"{sum} + bias{vector}" : sum, vector, $"{vector}");

        return $"= {this.Scaled(writer, result, vector)}";
    }

    private string Scaled(KernelWriter writer, string value, int vector)
    {
        if (!this.HasScales)
        {
            return value;
        }

        string scale = writer.Create(this.Scale);
        string residual = writer.At("residual", vector);
        string added = this.ResidualScale.Equals(1f) ? residual : $"({residual} * {writer.Create(this.ResidualScale)})";

        return this.HasResidual ? writer.MultiplyAdd(value, scale, added) : $"{value} * {scale}";
    }
}
