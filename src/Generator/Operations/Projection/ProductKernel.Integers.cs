using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>Weights that are integers, and an input that is rounded to integers before the first panel.</content>
internal sealed partial record ProductKernel
{
    /// <summary>Whether <see cref="RoundInputKernel"/> has rounded the input into the scratch that it is given.</summary>
    public bool IsRounded { get; init; }

    /// <summary>What becomes of the input beside weights that are integers.</summary>
    public ActivationFormat Activations { get; init; }

    /// <summary>The input as integers.</summary>
    public RoundedInput Rounded => new(this.Depth, this.Layout, this.Activations);

    private void WriteRounding(KernelWriter writer)
    {
        this.Rounded.Declare(writer);

        if (!this.IsRounded)
        {
            this.Rounded.CallKernel(writer);
        }

        writer.Line();
        writer.Comment("While rows are multiplied by some panels, each of them has a share of the next panels fetched.");
        writer.Declare("nint", "share", $"{Literal.Integer(this.WeightStride * IntegerTiles.Parts / (this.Depth / 2))} / rows");
    }

    private void WriteIntegerTiles(KernelWriter writer, bool isPair)
    {
        if (this.Rounded.QuadsOf(writer.Set) is not QuadProducts quads)
        {
            this.WriteIntegerTiles(writer, this.TilesOfWords(isPair));
            return;
        }

        using (writer.Block($"if ({quads.Condition})"))
        {
            for (int panel = 0; panel < (isPair ? 2 : 1); panel++)
            {
                this.WriteIntegerTiles(writer, this.TilesOfQuads, panel);
            }
        }

        using (writer.Block("else"))
        {
            this.WriteIntegerTiles(writer, this.TilesOfWords(isPair));
        }
    }

    private void WriteIntegerTiles(KernelWriter writer, IntegerTiles tiles, int panel = 0)
    {
        string stride = Literal.Integer(this.Stride);
        int initialApart = this.Initial == "residual" ? this.Stride : this.Initial == "bias" ? Panels.Width : 0;
        int next = panel + (tiles.IsPair ? 2 : 1);

        writer.Call(
            tiles,
            ("input", "rounded"), ("sums", "sums"), ("scales", "scratch"),
            ("weights", PanelOf("weights", panel * this.WeightStride)), ("output", PanelOf("output", panel * this.Stride)),
            ("initial", PanelOf(this.Initial, panel * initialApart)),
            ("ahead", PanelOf("weights", next * this.WeightStride)), ("rows", "rows"), ("share", "share"),
            ("initialStride", this.AddsResidualInTiles ? $"{Panels.Width}" : "0"),
            ("inputStride", $"rows * {IntegerTile.InputsOf(tiles.Input)}"), ("depth", $"{this.Depth}"),
            ("initialApart", tiles.IsPair ? Literal.Integer(initialApart) : null), ("outputApart", tiles.IsPair ? stride : null),
            ("weightsApart", tiles.IsPair ? Literal.Integer(this.WeightStride) : null));
    }

    private static string PanelOf(string matrix, int offset) => Pointer.To(matrix, Literal.Integer(offset));

    public override int ScratchFloats => this.IsInteger ? this.Rounded.Floats : 0;

    private IntegerTiles TilesOfWords(bool isPair) => new(this.Weights, this.Rounded.Words, isPair);

    private IntegerTiles TilesOfQuads => new(this.Weights, IntegerColumns.GroupedBytes, IsPair: false);

    private IEnumerable<Kernel> AllTilesOf(InstructionSet set, bool isPair) =>
        !this.IsInteger ? [this.TilesOf(isPair)]
        : this.Rounded.QuadsOf(set) is null ? [this.TilesOfWords(isPair)]
        : [this.TilesOfQuads, this.TilesOfWords(isPair)];
}
