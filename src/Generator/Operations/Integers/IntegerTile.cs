using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The register tile of a product with integers:
/// output[r, 0..15] = initial[r, 0..15] + scales[r] * sum over k of input[r, k] weights[k, 0..15]. A step loads eight rows of weights and
/// broadcasts two or four columns of the input, whose products are summed exactly; the sum of a group becomes a float, times the group's
/// scale, and is added to the sum of those before it. So a row's outputs are the same in every tile.
/// </summary>
/// <param name="Weights">How the weights are stored.</param>
/// <param name="Input">How the input is.</param>
/// <param name="IsPair">Whether it multiplies with two panels of weights at once.</param>
/// <param name="Rows">Its rows.</param>
internal sealed partial record IntegerTile(WeightFormat Weights, IntegerColumns Input, bool IsPair, int Rows) : Kernel
{
    /// <summary>Pairs of rows of weights that a step reads.</summary>
    public const int PairsOfStep = OctetRows.Count / 2;

    private const int QuadsOfStep = OctetRows.Count / OctetRows.OfWord;

    protected override KernelName Words => new($"{NameOf(this.Weights, this.Input, this.IsPair)}Tile{this.Rows}");

    public override string Family => "Integers";

    public override bool IsEntry => false;

    public override Signature Signature =>
        Signature.Empty.Integers("input", "sums")
            .Floats("scales", "weights", "output", "initial").Floats("ahead").Indices("advance").Then(ShapeOf(this.IsPair));

    public override IEnumerable<VectorFunction> Functions =>
        this.IsOfQuads ? [new TouchFunction()] : this.Stored.Functions.Append(new TouchFunction());

    public override string Summary =>
        $"output[{this.Rows}, {this.Columns}] = initial[{this.Rows}, {this.Columns}] + scales[{this.Rows}] * " +
        $"input[{this.Rows}, depth] x weights[depth, {this.Columns}] in integers: one register tile.\n" +
        $"Groups of {this.Layout.GroupRows} columns of the input are a stride apart; each has its scales before its weights, and sums of " +
        "its columns." +
        (this.IsGrouped ? "\nA row's columns of a group have a scale of their own." : "") +
        (this.IsPair ? "\nThe second panel of weights, of initial values and of the output lies apart." : "") +
        "\nEvery step asks for a cache line of the weights ahead, where there is an instruction for that.";

    /// <summary>What tiles and rows of tiles are given besides their matrices.</summary>
    public static Signature ShapeOf(bool isPair) => Signature.Empty
        .Indices("initialStride", "inputStride", "depth").IndicesIf(isPair, "initialApart", "weightsApart", "outputApart");

    /// <summary>The words that all of a kind begin with.</summary>
    public static string NameOf(WeightFormat weights, IntegerColumns input, bool isPair) => string.Concat(
        weights.ToString(),
        input switch { IntegerColumns.GroupedWords => "Grouped", IntegerColumns.GroupedBytes => "Quad", _ => "" },
        isPair ? "Pair" : "");

    /// <summary>Integers of 32 bits in which a group of columns stands.</summary>
    public static int InputsOf(IntegerColumns input) =>
        input == IntegerColumns.GroupedBytes ? RoundRowsKernel.Group / OctetRows.OfWord : RoundRowsKernel.Pairs;

    /// <summary>Cache lines that a step asks for: as many as it reads.</summary>
    public int LinesOfStep() => ((this.Places.Length * this.Layout.Bytes(OctetRows.Count)) + Caches.Line - 1) / Caches.Line;

    /// <summary>The instruction for four products takes vectors that need not be those of the set.</summary>
    public override InstructionSet VectorsOf(InstructionSet set) => this.IsOfQuads ? set.Quads!.Set : set;

    private bool IsOfQuads => this.Input == IntegerColumns.GroupedBytes;

    private bool IsGrouped => this.Input != IntegerColumns.Words;

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

        this.Stored.DeclareConstants(writer, this.QuadsOf(writer));

        if (this.IsOfQuads)
        {
            writer.Comment("Sums of bytes fit in a float's last bits: a subtraction makes floats of them, which more units do.");
            writer.Declare("shift", writer.Create(Literal.Float(RoundGroupsKernel.Shift)));
        }

        writer.Line();

        int inputs = InputsOf(this.Input);
        string rows = $"inputStride / {inputs}";
        string scales = this.IsGrouped ? $", scales = &scales[{rows}]" : "";

        using (writer.Block(
            $"for (; depth > 0; depth -= {this.Layout.GroupRows}, input = &input[inputStride - {inputs}], sums = &sums[{rows}]{scales})"))
        {
            this.WriteGroup(writer);
        }

        writer.Line();
        this.WriteOutput(writer);
    }

    private QuadProducts? QuadsOf(KernelWriter writer) => this.IsOfQuads ? writer.Set.Quads : null;

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
            if (!this.IsGrouped)
            {
                writer.Declare($"scaleOf{row}", writer.Broadcast($"scales[{row}]"));
            }

            foreach (string place in this.Places)
            {
                writer.Each(vector => string.Concat(
                    $"{writer.At($"output{place}", row, vector)} = ",
                    writer.MultiplyAdd(
                        $"sum{place}{row}x{vector}",
                        this.IsGrouped
                            ? writer.At($"weights{place}", vector)
                            : $"(scaleOf{row} * {writer.At($"weights{place}", vector)})",
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
