using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The register tile of a product with integers:
/// output[r, 0..15] = initial[r, 0..15] + scales[r] * sum over k of input[r, k] weights[k, 0..15]. A step loads two rows of weights and
/// broadcasts two columns of the input, whose products are summed exactly; the sum of a group becomes a float, times the group's scale, and
/// is added to the sum of those before it. So a row's outputs are the same in every tile.
/// </summary>
/// <param name="Weights">How the weights are stored.</param>
/// <param name="IsPair">Whether it multiplies with two panels of weights at once.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record IntegerTile(WeightFormat Weights, bool IsPair, int Rows) : Kernel
{
    private const int LineBytes = Panels.Width * sizeof(float);

    protected override KernelName Words => new($"{this.Weights}{(this.IsPair ? "Pair" : "")}Tile{this.Rows}");

    public override string Family => "Integers";

    public override bool IsEntry => false;

    public override Signature Signature =>
        Signature.Empty.Integers("input").IntegersIf(this.Layout.HasZeros, "sums").Floats("scales", "weights", "output", "initial")
            .Floats("ahead").Indices("advance").Then(ShapeOf(this.IsPair));

    public override IEnumerable<VectorFunction> Functions => this.Stored.Functions.Append(new TouchFunction());

    public override string Summary =>
        $"output[{this.Rows}, {this.Columns}] = initial[{this.Rows}, {this.Columns}] + scales[{this.Rows}] * " +
        $"input[{this.Rows}, depth] x weights[depth, {this.Columns}] in integers: one register tile.\n" +
        $"Groups of {this.Layout.GroupRows} columns of the input are a stride apart; each has its scales before its weights" +
        (this.Layout.HasZeros ? ", and sums of its columns." : ".") +
        (this.IsPair ? "\nThe second panel of weights, of initial values and of the output lies apart." : "") +
        "\nEvery step asks for a cache line of the weights ahead, where there is an instruction for that.";

    /// <summary>What tiles and rows of tiles are given besides their matrices.</summary>
    public static Signature ShapeOf(bool isPair) => Signature.Empty
        .Indices("initialStride", "inputStride", "depth").IndicesIf(isPair, "initialApart", "weightsApart", "outputApart");

    /// <summary>Cache lines that a step asks for: as many as it reads.</summary>
    public int LinesOfStep(InstructionSet set) =>
        ((this.Places.Length * this.Layout.Bytes(2 * this.PairsOfStep(set))) + LineBytes - 1) / LineBytes;

    /// <summary>Pairs of rows of weights that a step reads.</summary>
    public int PairsOfStep(InstructionSet set) => this.Stored.PairsOfStep(set, isSingle: this.Rows == 1 && !this.IsPair);

    private IntegerWeights Stored => IntegerWeights.Of(this.Weights);

    private WeightLayout Layout => this.Stored.Layout;

    private ImmutableArray<string> Places => TilePanels.Of(this.IsPair);

    private int Columns => this.Places.Length * Panels.Width;

    private IEnumerable<(string Place, int Row)> Sums =>
        from row in Enumerable.Range(0, this.Rows)
        from place in this.Places
        select (place, row);

    public override void WriteBody(KernelWriter writer)
    {
        foreach ((string place, int row) in this.Sums)
        {
            writer.DeclareAcross($"sum{place}{row}x", _ => writer.Zero);
        }

        foreach (string place in this.Places)
        {
            string[] terms = [place.Length == 0 ? "" : "weightsApart", $"{this.Layout.FactorBytes / sizeof(float)}"];
            writer.Declare("sbyte*", $"stored{place}", $"(sbyte*){Pointer.To("weights", terms)}");
        }

        this.Stored.DeclareConstants(writer);
        string sums = this.Layout.HasZeros ? $", sums = &sums[inputStride / {RoundRowsKernel.Pairs}]" : "";
        writer.Line();

        using (writer.Block(
            $"for (; depth > 0; depth -= {this.Layout.GroupRows}, input = &input[inputStride - {RoundRowsKernel.Pairs}]{sums})"))
        {
            this.WriteGroup(writer);
        }

        writer.Line();
        this.WriteOutput(writer);
    }

    private void WriteGroup(KernelWriter writer)
    {
        foreach (string place in this.Places)
        {
            writer.Declare("sbyte*", $"group{place}", $"stored{place}");
            writer.Line($"stored{place} = &stored{place}[{this.Layout.ScaleBytes + this.Layout.ZeroBytes}];");
        }

        foreach ((string place, int row) in this.Sums)
        {
            writer.DeclareAcross(writer.Integers, $"part{place}{row}x", _ => $"{writer.Integers}.Zero");
        }

        writer.Line();
        int pairs = this.PairsOfStep(writer.Set);
        string steps = string.Concat(this.Places.Select(place => $"stored{place} = &stored{place}[{this.Layout.Bytes(2 * pairs)}], "));
        string step = pairs == 1 ? "input++" : $"input = &input[{pairs}]";

        using (writer.Block($"for (int* end = &input[Math.Min(depth, {this.Layout.GroupRows}) / 2]; input != end; {steps}{step})"))
        {
            foreach (string place in this.Places)
            {
                this.Stored.DeclareStep(writer, place);
            }

            if (writer.Set.Caches is not null)
            {
                this.WriteTouches(writer);
            }

            foreach (int pair in Enumerable.Range(0, pairs))
            {
                this.WritePair(writer, pair, pairs == 1 ? "" : $"{pair}x");
            }
        }

        writer.Line();

        foreach (string place in this.Places)
        {
            writer.Declare($"scale{place}", vector =>
                $"FromFloat16((ushort*){Pointer.To($"group{place}", Literal.Integer(vector * writer.Set.Lanes * sizeof(ushort)))})");
        }

        foreach ((string place, int row) in this.Sums)
        {
            writer.Each(vector => writer.AddProduct(
                $"sum{place}{row}x{vector}",
                $"{writer.Class}.ConvertToSingle({this.Stored.Sum(writer, place, row, vector)})",
                $"scale{place}{vector}"));
        }
    }

    private void WriteTouches(KernelWriter writer)
    {
        for (int line = 0; line < this.LinesOfStep(writer.Set); line++)
        {
            writer.Line("Touch(ahead);");
            writer.Line("ahead = &ahead[advance];");
        }
    }

    // Two columns of the input and two rows of weights.
    private void WritePair(KernelWriter writer, int pair, string name)
    {
        foreach (string place in this.Places)
        {
            foreach (int vector in writer.VectorIndices)
            {
                writer.Declare(writer.Shorts, $"weight{place}{name}{vector}", this.Stored.Pair(writer, place, pair, vector));
            }
        }

        foreach (int row in Enumerable.Range(0, this.Rows))
        {
            string two = $"input[{(row * RoundRowsKernel.Pairs) + pair}]";
            writer.Declare(writer.Shorts, $"columns{name}{row}", $"{writer.Create(two)}.AsInt16()");

            foreach (string place in this.Places)
            {
                writer.Each(vector => $"part{place}{row}x{vector} += MultiplyPairs(columns{name}{row}, weight{place}{name}{vector});");
            }
        }
    }

    private void WriteOutput(KernelWriter writer)
    {
        TilePanels.DeclareRow(writer, this.IsPair, "weights", "weightsApart");
        TilePanels.DeclareRow(writer, this.IsPair, "initial", "initialApart");
        TilePanels.DeclareOutput(writer, this.IsPair, "outputApart");

        if (this.Rows > 1)
        {
            writer.Declare("nint", "step", $"initialStride / {writer.Set.Lanes}");
        }

        foreach (int row in Enumerable.Range(0, this.Rows))
        {
            writer.Declare($"scaleOf{row}", writer.Broadcast($"scales[{row}]"));

            foreach (string place in this.Places)
            {
                writer.Each(vector => string.Concat(
                    $"{writer.At($"output{place}", row, vector)} = ",
                    writer.MultiplyAdd(
                        $"sum{place}{row}x{vector}",
                        $"(scaleOf{row} * {writer.At($"weights{place}", vector)})",
                        writer.At($"initial{place}", vector)),
                    ";"));
            }

            foreach (string place in row < this.Rows - 1 ? this.Places : [])
            {
                writer.Line($"initial{place}Row = &initial{place}Row[step];");
            }
        }
    }
}
