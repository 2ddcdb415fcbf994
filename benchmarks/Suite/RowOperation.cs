using System;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Peers;
using Weft.Conformance.Onnx;
using Weft.Conformance.Onnx.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
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

    /// <summary>Matrices that are read.</summary>
    public virtual int Inputs => 1;

    /// <summary>The kernel for a shape, cut into items as passes cut it.</summary>
    public RowWork Create(RowShape shape)
    {
        KernelArena arena = new();
        Axis columns = Axis.Of(shape.Columns);
        RowLayout layout = KernelArena.LayoutOf(shape.Rows);
        PanelMatrix input = arena.Matrix(columns, layout.Capacity, TensorRows.DrawInput(shape.Rows * shape.Columns));
        PanelMatrix output = arena.Matrix(columns, layout.Capacity);

        return new RowWork(arena, this.CreateWork(arena, shape, layout, input, output), output);
    }

    /// <summary>The calls of the kernel, from one matrix to another.</summary>
    protected abstract KernelWork CreateWork(KernelArena arena, RowShape shape, RowLayout layout, PanelMatrix input, PanelMatrix output);

    /// <summary>C# for a vector of one value.</summary>
    protected static string Constant(KernelArena arena, Axis columns, double value) => arena.Matrix(columns, 1, [.. Enumerable.Repeat(value, columns.Count)]).Pointer();
}

/// <summary>Layer normalization, with weight and bias.</summary>
internal sealed class LayerNormOperation() : RowOperation("layer norm", TensorRows.LayerNorm)
{
    /// <inheritdoc/>
    protected override KernelWork CreateWork(KernelArena arena, RowShape shape, RowLayout layout, PanelMatrix input, PanelMatrix output)
    {
        string mean = NodeProgram.Address(arena.Reserve(layout.Capacity));
        string deviation = NodeProgram.Address(arena.Reserve(layout.Capacity));

        return KernelWork.OfRows(
            shape.Rows, new NormKernel(IsCentered: true, input.Columns, layout, Epsilon, KeepsStatistics: true),
            ("input", input.Pointer()), ("weight", Constant(arena, input.Columns, TensorRows.Weight)),
            ("bias", Constant(arena, input.Columns, TensorRows.Bias)), ("output", output.Pointer()),
            ("mean", mean), ("inverseDeviation", deviation));
    }
}

/// <summary>Root mean square normalization, with weight.</summary>
internal sealed class RmsNormOperation() : RowOperation("rms norm", TensorRows.RmsNorm)
{
    /// <inheritdoc/>
    protected override KernelWork CreateWork(KernelArena arena, RowShape shape, RowLayout layout, PanelMatrix input, PanelMatrix output) =>
        KernelWork.OfRows(
            shape.Rows, new NormKernel(IsCentered: false, input.Columns, layout, Epsilon, KeepsStatistics: true),
            ("input", input.Pointer()), ("weight", Constant(arena, input.Columns, TensorRows.Weight)), ("output", output.Pointer()),
            ("inverseDeviation", NodeProgram.Address(arena.Reserve(layout.Capacity))));
}

/// <summary>The gradient of a norm with respect to its input.</summary>
internal sealed class NormGradientOperation(bool isCentered)
    : RowOperation(isCentered ? "layer norm gradient" : "rms norm gradient", isCentered ? TensorRows.LayerNormGradient : TensorRows.RmsNormGradient)
{
    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    protected override KernelWork CreateWork(KernelArena arena, RowShape shape, RowLayout layout, PanelMatrix input, PanelMatrix output)
    {
        PanelMatrix gradient = arena.Matrix(input.Columns, layout.Capacity, TensorRows.DrawGradient(shape.Rows * shape.Columns));
        string? mean = isCentered ? Constant(arena, Axis.Of(layout.Capacity), TensorRows.Mean) : null;
        string deviation = Constant(arena, Axis.Of(layout.Capacity), TensorRows.InverseDeviation);
        string weight = Constant(arena, input.Columns, TensorRows.Weight);

        return KernelWork.OfRows(
            shape.Rows, new NormGradientKernel(isCentered, input.Columns, layout, HasResidual: false),
            ("outputGradient", gradient.Pointer()), ("input", input.Pointer()), ("mean", mean), ("inverseDeviation", deviation),
            ("weight", weight), ("result", output.Pointer()));
    }
}

/// <summary>Softmax.</summary>
internal sealed class SoftmaxOperation() : RowOperation("softmax", TensorRows.Softmax)
{
    /// <inheritdoc/>
    protected override KernelWork CreateWork(KernelArena arena, RowShape shape, RowLayout layout, PanelMatrix input, PanelMatrix output) =>
        KernelWork.OfRows(
            shape.Rows, new SoftmaxKernel(input.Columns, layout, IsLogarithm: false),
            ("input", input.Pointer()), ("output", output.Pointer()));
}
