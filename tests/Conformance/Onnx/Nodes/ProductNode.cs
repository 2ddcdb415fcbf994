using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>MatMul and Gemm: the right side is packed as a projection's weights are.</summary>
internal static class ProductNode
{
    /// <summary>Plans a MatMul node: NumPy's matmul, with one product for each matrix of the batch.</summary>
    public static NodeProgram BuildMatMul(OnnxCase node)
    {
        OnnxTensor a = node.Input(0, "A");
        OnnxTensor b = node.Input(1, "B");
        node.RequireFloats(a, b);
        OnnxCaseException.ThrowUnless(a.Rank > 0 && b.Rank > 0, "MatMul needs sides with an axis each.");
        OnnxTensor left = a.Rank == 1 ? a.Reshape(1, a.Shape[0]) : a;
        OnnxTensor right = b.Rank == 1 ? b.Reshape(b.Shape[0], 1) : b;
        ImmutableArray<int> batch = BatchOf(left, right);
        double[] lefts = left.Broadcast([.. batch, .. left.Shape[^2..]]).Values;
        double[] rights = right.Broadcast([.. batch, .. right.Shape[^2..]]).Values;
        Sizes sizes = new(left.Shape[^2], left.Shape[^1], right.Shape[^1]);
        OnnxCaseException.ThrowUnless(right.Shape[^2] == sizes.Depth, $"'{a.Name}' has {sizes.Depth} columns and '{b.Name}' {right.Shape[^2]} rows.");
        NodeProgram program = new(node);
        PanelMatrix[] outputs = [.. Enumerable.Range(0, OnnxTensor.CountOf(batch.AsSpan())).Select(item => AddProduct(
            program,
            sizes,
            lefts.AsSpan(item * sizes.Rows * sizes.Depth, sizes.Rows * sizes.Depth).ToArray(),
            rights.AsSpan(item * sizes.Depth * sizes.Width, sizes.Depth * sizes.Width).ToArray()))];
        program.Output(node.Outputs[0], memory => [.. outputs.SelectMany(output => output.Unpack(memory, sizes.Rows))]);

        return program;
    }

    /// <summary>Plans a Gemm node: alpha A B + beta C.</summary>
    public static NodeProgram BuildGemm(OnnxCase node)
    {
        OnnxTensor a = node.Input(0, "A");
        OnnxTensor b = node.Input(1, "B");
        OnnxTensor? c = node.OptionalInput(2);
        node.RequireFloats(a, b, c);
        OnnxTensor left = node.Attributes.Flag("transA") ? a.Transpose(1, 0) : a.Transpose(0, 1);
        OnnxTensor right = node.Attributes.Flag("transB") ? b.Transpose(1, 0) : b.Transpose(0, 1);
        Sizes sizes = new(left.Shape[0], left.Shape[1], right.Shape[1]);
        OnnxCaseException.ThrowUnless(right.Shape[0] == sizes.Depth, $"A has {sizes.Depth} columns and B {right.Shape[0]} rows, transposed as the attributes say.");
        float alpha = node.Attributes.Float("alpha", 1);
        float beta = node.Attributes.Float("beta", 1);
        NodeProgram program = new(node);
        PanelMatrix output = AddProduct(program, sizes, left.Values, right.Values, alpha, c?.Broadcast([sizes.Rows, sizes.Width]).Values, beta);
        program.Output(node.Outputs[0], memory => output.Unpack(memory, sizes.Rows));

        return program;
    }

    private static PanelMatrix AddProduct(
        NodeProgram program, Sizes sizes, double[] left, double[] right, float alpha = 1, double[]? added = null, float beta = 1)
    {
        Axis width = Axis.Of(sizes.Width);
        RowLayout layout = NodeProgram.LayoutOf(sizes.Rows);
        PanelMatrix input = program.Matrix(Axis.Of(sizes.Depth), layout.Capacity, left);

        // The rows of weights that meet the padding of the input are zero.
        int depth = input.Columns.Padded;
        double[] rows = new double[depth * sizes.Width];
        right.CopyTo(rows, 0);
        PanelMatrix weights = program.Matrix(width, depth, rows);
        PanelMatrix? residual = added is null ? null : program.Matrix(width, layout.Capacity, added);
        PanelMatrix output = program.Matrix(width, layout.Capacity);
        ProductKernel kernel = new(depth, width.Padded, layout, HasBias: false, HasResidual: residual is not null, Epilogue.None)
        {
            Scale = alpha,
            ResidualScale = residual is null ? 1 : beta,
        };
        program.CallByRows(
            kernel, sizes.Rows,
            ("input", input.Pointer()), ("weights", weights.Pointer()), ("residual", residual?.Pointer()), ("output", output.Pointer()));

        return output;
    }

    // The leading axes of both sides, repeated to fit each other.
    private static ImmutableArray<int> BatchOf(OnnxTensor left, OnnxTensor right)
    {
        int rank = Math.Max(left.Rank, right.Rank) - 2;
        int SizeOf(OnnxTensor side, int axis) => axis < rank - (side.Rank - 2) ? 1 : side.Shape[axis - (rank - (side.Rank - 2))];

        return [.. Enumerable.Range(0, rank).Select(axis => SizeOf(left, axis) == 1 ? SizeOf(right, axis) : SizeOf(left, axis))];
    }

    private sealed record Sizes(int Rows, int Depth, int Width);
}
