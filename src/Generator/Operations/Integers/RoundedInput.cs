using System;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The rows of a product with integers as <see cref="RoundRowsKernel"/> leaves them in the scratch of a thread: their scales, the integers,
/// and for weights that have zeros the sums of each group.
/// </summary>
/// <param name="Depth">Columns of the input, padded.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasSums">Whether there are sums.</param>
internal sealed record RoundedInput(int Depth, RowLayout Layout, bool HasSums)
{
    /// <summary>What rounds.</summary>
    public RoundRowsKernel Kernel => new(this.HasSums);

    /// <summary>Floats of scratch that it takes.</summary>
    public int Floats => this.ScaleFloats + this.Integers + (this.HasSums ? Axis.RoundUp(this.Rows * this.Groups) : 0);

    /// <summary>Declares <c>rounded</c> and <c>sums</c>; the scales begin with the scratch.</summary>
    public void Declare(KernelWriter writer)
    {
        writer.Declare("int*", "rounded", $"(int*){Pointer.To("scratch", $"{this.ScaleFloats}")}");

        if (this.HasSums)
        {
            writer.Declare("int*", "sums", $"&rounded[{Literal.Integer(this.Integers)}]");
        }
    }

    /// <summary>Calls what rounds <c>rows</c> rows of <c>input</c>.</summary>
    public void CallKernel(KernelWriter writer) => writer.Call(
        this.Kernel,
        ("input", "input"), ("scales", "scratch"), ("rounded", "rounded"), ("sums", this.HasSums ? "sums" : null),
        ("inputStride", Literal.Integer(this.Layout.Stride)), ("depth", $"{this.Depth}"), ("rows", "rows"));

    // Of a block, or of all that there are.
    private int Rows => Math.Min(this.Layout.Capacity, RowPlan.Block);

    // In whole cache lines.
    private int ScaleFloats => Axis.RoundUp(this.Rows);

    private int Groups => (this.Depth + RoundRowsKernel.Group - 1) / RoundRowsKernel.Group;

    private int Integers => this.Rows * RoundRowsKernel.Pairs * this.Groups;
}
