using System;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The rows of a product with integers as <see cref="RoundRowsKernel"/> or <see cref="RoundGroupsKernel"/> leaves them in the scratch of a
/// thread: their scales, the integers, and the sums of each group.
/// </summary>
/// <param name="Depth">Columns of the input, padded.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Format">What becomes of the rows.</param>
internal sealed record RoundedInput(int Depth, RowLayout Layout, ActivationFormat Format)
{
    /// <summary>Whether each group of columns of a row has a scale, of 8 bits, and not the row, of 16.</summary>
    public bool IsGrouped => this.Format == ActivationFormat.Int8;

    /// <summary>What rounds.</summary>
    public Kernel Kernel => this.IsGrouped ? new RoundGroupsKernel() : new RoundRowsKernel();

    /// <summary>Floats of scratch that it takes.</summary>
    public int Floats => this.ScaleFloats + this.Integers + Axis.RoundUp(this.Rows * this.Groups);

    /// <summary>How tiles find them on a processor without an instruction for bytes.</summary>
    public IntegerColumns Words => this.IsGrouped ? IntegerColumns.GroupedWords : IntegerColumns.Words;

    /// <summary>The instruction for bytes, where the rows have no more bits and some processors of a set have it.</summary>
    public QuadProducts? QuadsOf(InstructionSet set) => this.IsGrouped ? set.Quads : null;

    /// <summary>Declares <c>rounded</c> and <c>sums</c>; the scales begin with the scratch.</summary>
    public void Declare(KernelWriter writer)
    {
        writer.Declare("int*", "rounded", $"(int*){Pointer.To("scratch", $"{this.ScaleFloats}")}");
        writer.Declare("int*", "sums", $"&rounded[{Literal.Integer(this.Integers)}]");
    }

    /// <summary>Calls what rounds <c>rows</c> rows of <c>input</c>.</summary>
    public void CallKernel(KernelWriter writer) => writer.Call(
        this.Kernel,
        ("input", "input"), ("scales", "scratch"), ("rounded", "rounded"), ("sums", "sums"),
        ("inputStride", Literal.Integer(this.Layout.Stride)), ("depth", $"{this.Depth}"), ("rows", "rows"));

    // Of a block, or of all that there are.
    private int Rows => Math.Min(this.Layout.Capacity, RowPlan.Block);

    // In whole cache lines.
    private int ScaleFloats => Axis.RoundUp(this.Rows * (this.IsGrouped ? this.Groups : 1));

    private int Groups => (this.Depth + RoundRowsKernel.Group - 1) / RoundRowsKernel.Group;

    private int Integers => this.Rows * RoundRowsKernel.Pairs * this.Groups;
}
