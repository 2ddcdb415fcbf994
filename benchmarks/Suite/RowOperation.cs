using System;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Peers;
using Weft.Conformance.Onnx;
using Weft.Generator.Emission;
using Weft.Generator.Emission.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Benchmarks.Suite;

/// <summary>Something that is done to every row of a matrix.</summary>
/// <param name="name">Its name.</param>
/// <param name="peer">How System.Numerics.Tensors does it.</param>
internal abstract class RowOperation(string name, TensorRow peer)
{
    protected const float Epsilon = 1e-5f;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>How System.Numerics.Tensors does it.</summary>
    public TensorRow Peer => peer;

    /// <summary>The kernel for a shape, cut into items as passes cut it.</summary>
    public RowWork Create(RowShape shape)
    {
        KernelArena arena = new();
        Axis columns = Axis.Of(shape.Columns);
        RowLayout layout = KernelArena.LayoutOf(shape.Rows);
        PanelMatrix input = arena.Matrix(columns, layout.Capacity, TensorRows.Draw(shape.Rows * shape.Columns));
        PanelMatrix output = arena.Matrix(columns, layout.Capacity);
        (Kernel kernel, string matrices) = this.Call(arena, columns, layout, input, output);

        return new RowWork(arena, KernelWork.OfRows(shape.Rows, kernel, matrices), output);
    }

    /// <summary>The kernel and what it is called with, apart from the rows.</summary>
    protected abstract (Kernel Kernel, string Matrices) Call(KernelArena arena, Axis columns, RowLayout layout, PanelMatrix input, PanelMatrix output);

    /// <summary>C# for a vector of one value.</summary>
    protected static string Constant(KernelArena arena, Axis columns, double value) => arena.Matrix(columns, 1, [.. Enumerable.Repeat(value, columns.Count)]).Pointer();
}

/// <summary>Layer normalization, with weight and bias.</summary>
internal sealed class LayerNormOperation() : RowOperation("layer norm", TensorRows.LayerNorm)
{
    /// <inheritdoc/>
    protected override (Kernel Kernel, string Matrices) Call(KernelArena arena, Axis columns, RowLayout layout, PanelMatrix input, PanelMatrix output)
    {
        string mean = NodeProgram.Address(arena.Reserve(layout.Capacity));
        string deviation = NodeProgram.Address(arena.Reserve(layout.Capacity));

        return (
            new NormKernel(IsCentered: true, columns, layout, Epsilon),
            string.Join(", ", input.Pointer(), Constant(arena, columns, TensorRows.Weight), Constant(arena, columns, TensorRows.Bias), output.Pointer(), mean, deviation));
    }
}

/// <summary>Root mean square normalization, with weight.</summary>
internal sealed class RmsNormOperation() : RowOperation("rms norm", TensorRows.RmsNorm)
{
    /// <inheritdoc/>
    protected override (Kernel Kernel, string Matrices) Call(KernelArena arena, Axis columns, RowLayout layout, PanelMatrix input, PanelMatrix output) =>
    (
        new NormKernel(IsCentered: false, columns, layout, Epsilon),
        string.Join(", ", input.Pointer(), Constant(arena, columns, TensorRows.Weight), output.Pointer(), NodeProgram.Address(arena.Reserve(layout.Capacity))));
}

/// <summary>Softmax.</summary>
internal sealed class SoftmaxOperation() : RowOperation("softmax", TensorRows.Softmax)
{
    /// <inheritdoc/>
    protected override (Kernel Kernel, string Matrices) Call(KernelArena arena, Axis columns, RowLayout layout, PanelMatrix input, PanelMatrix output) =>
        (new SoftmaxKernel(columns, layout, IsLogarithm: false), $"{input.Pointer()}, {output.Pointer()}");
}
